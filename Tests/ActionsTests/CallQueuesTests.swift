import Lifecycle
import Testing

@testable import Actions

@Suite("Queues of calls")
struct CallQueuesTests {
    private let queues = CallQueues()
    private let slow = CallRate(Rate(count: 1, periodMilliseconds: 5_000), burst: 5)

    private func at(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: 1_700_000_000_000 + milliseconds)
    }

    /// When a ticket that comes at this time has its turn.
    private func turn(
        _ ticket: String, _ milliseconds: Int64, rate: CallRate? = nil, queue: String = "q"
    ) -> Int64 {
        let now = at(milliseconds)
        let turn = queues.turn(of: ticket, in: queue, at: rate ?? slow, now: now) ?? now
        return turn.milliseconds - at(0).milliseconds
    }

    @Test("a burst goes at once, the rest one after the other, in the order they came")
    func burst() {
        #expect((0..<5).map { turn("\($0)", 0) } == [0, 0, 0, 0, 0])
        #expect((5..<9).map { turn("\($0)", 0) } == [5_000, 10_000, 15_000, 20_000])
    }

    @Test("who comes again when told to is let in, and who comes earlier keeps the turn")
    func again() {
        for number in 0..<5 { _ = turn("\(number)", 0) }
        #expect(turn("a", 0) == 5_000)
        #expect(turn("b", 0) == 10_000)
        #expect(turn("a", 4_999) == 5_000)
        #expect(queues.turn(of: "a", in: "q", at: slow, now: at(5_000)) == nil)
        // Its turn is used up: the same ticket is a newcomer now.
        #expect(turn("a", 5_000) == 15_000)
        #expect(queues.turn(of: "b", in: "q", at: slow, now: at(60_000)) == nil)
    }

    @Test("ten thousand at once lose nobody and go at the rate")
    func flood() {
        let rate = CallRate(Rate(count: 3, periodMilliseconds: 1_000))
        let turns = (0..<10_000).map { turn("\($0)", 0, rate: rate) }
        #expect(turns == turns.sorted())
        #expect(Set(turns).count == 10_000)
        #expect(turns.last == 3_333_007)
        for (ticket, turn) in turns.enumerated().dropFirst() {
            #expect(queues.turn(of: "\(ticket)", in: "q", at: rate, now: at(turn)) == nil)
        }
    }

    @Test("a long silence saves up no more than the burst")
    func silence() {
        #expect(turn("first", 0) == 0)
        let later: Int64 = 86_400_000
        #expect((0..<5).map { turn("\($0)", later) } == Array(repeating: later, count: 5))
        #expect(turn("sixth", later) == later + 5_000)
    }

    @Test("after a pause in which many had their turn, they go at the rate all the same")
    func pause() {
        for ticket in 0..<300 { _ = turn("\(ticket)", 0) }
        var asked = 0
        var gone: [Int64] = []
        var waiting: [(ticket: Int, turn: Int64)] = (5..<300).map { ($0, 3_600_000) }
        // Each comes when told to, in no order.
        while let next = waiting.min(by: { $0.turn < $1.turn })?.turn, asked < 3_000 {
            let index = waiting.lastIndex { $0.turn == next } ?? 0
            let ticket = waiting.remove(at: index).ticket
            let time = turn("\(ticket)", next)
            asked += 1
            if time == next { gone.append(time) } else { waiting.append((ticket, time)) }
        }
        #expect(gone.count == 295)
        #expect(gone.prefix(5).allSatisfy { $0 == 3_600_000 })
        for (one, next) in zip(gone.dropFirst(4), gone.dropFirst(5)) {
            #expect(next - one >= 5_000 - CallQueues.lateMilliseconds)
        }
        #expect(asked <= 2 * 300)
        // 290 intervals after the burst.
        #expect(gone.last == Int64(5_050_000) - CallQueues.lateMilliseconds)
    }

    @Test("queues do not know each other, and another rate begins anew")
    func apart() {
        let one = CallRate(Rate(count: 1, periodMilliseconds: 1_000))
        #expect(turn("a", 0, rate: one) == 0)
        #expect(turn("b", 0, rate: one) == 1_000)
        #expect(turn("c", 0, rate: one, queue: "other") == 0)
        #expect(turn("d", 0, rate: CallRate(Rate(count: 2, periodMilliseconds: 1_000))) == 0)
    }

    @Test("a clock that is set back keeps nobody waiting for what it was")
    func back() {
        let one = CallRate(Rate(count: 1, periodMilliseconds: 1_000))
        #expect(turn("a", 0, rate: one) == 0)
        #expect(turn("b", 0, rate: one) == 1_000)
        #expect(turn("c", -3_600_000, rate: one) == -3_598_000)
    }

    @Test(
        "those who come at once and not in the order of their looks at the clock keep their turns")
    func slightlyBack() {
        let one = CallRate(Rate(count: 1, periodMilliseconds: 1_000))
        #expect(turn("a", 3, rate: one) == 3)
        #expect(turn("b", 0, rate: one) == 1_003)
        #expect(turn("c", 2, rate: one) == 2_003)
        #expect(turn("b", 1, rate: one) == 1_003)
        #expect(queues.turn(of: "b", in: "q", at: one, now: at(1_003)) == nil)
        #expect(queues.turn(of: "c", in: "q", at: one, now: at(2_003)) == nil)
    }

    @Test("turns that nobody comes for are forgotten, and no time overflows")
    func forgotten() {
        let one = CallRate(Rate(count: 1, periodMilliseconds: 1_000))
        _ = turn("a", 0, rate: one)
        _ = turn("b", 0, rate: one)
        // A new ticket, long after "b" had its turn; then "b" is a newcomer.
        _ = turn("c", CallQueues.keptMilliseconds + 2_000, rate: one)
        #expect(
            turn("b", CallQueues.keptMilliseconds + 2_000, rate: one)
                == CallQueues.keptMilliseconds + 3_000)
        let most = CallRate(Rate(count: 1, periodMilliseconds: .max), burst: 1)
        #expect(turn("x", 0, rate: most, queue: "long") == 0)
        #expect(turn("y", 0, rate: most, queue: "long") == 366 * 86_400_000)
    }
}

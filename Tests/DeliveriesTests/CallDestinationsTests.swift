import Events
import JSON
import Journal
import Lifecycle
import Testing

@testable import Deliveries
@testable import Journal

@Suite("Call destinations")
struct CallDestinationsTests {
    private static let now = ManualTime.start
    private let destinations = CallDestinations(attemptsMax: 3)

    private static func step(_ name: String, retryFor: Int64 = 86_400_000) -> Step {
        Step(
            action: .call(name), template: [:], retry: RetryPolicy(forMilliseconds: retryFor))
    }

    private static func due(_ step: Step, _ sequence: Int64) -> DueStep {
        DueStep(
            deliverySequence: sequence, deliveryID: "D\(sequence)", eventSequence: 1,
            event: Fixtures.event("E1"), plan: PlannedDelivery(rule: "r", steps: [step]),
            position: 0, results: [:], input: nil, firstDueAt: now, attempts: 0, isInDoubt: false,
            failure: nil)
    }

    private static func place(_ step: Step) -> String? {
        guard case .call(let name) = step.action else { return nil }
        return name
    }

    /// How long each of these has to wait, milliseconds; nil for one that may go.
    private func pauses(
        _ steps: [Step], at now: Timestamp = now, isFollowing: Bool = false,
        _ destinations: CallDestinations? = nil
    ) -> [Int64?] {
        let gate = (destinations ?? self.destinations).gate(at: now, Self.place)
        return steps.map { step in
            let until = Self.now.adding(milliseconds: step.retry.forMilliseconds)
            return gate(
                DueGlance(step: step, retriedUntil: until, isFollowing: isFollowing)
            ).map { $0.milliseconds - now.milliseconds }
        }
    }

    private func note(_ sign: Breaker.Sign, at now: Timestamp = now, by sequence: Int64 = 1)
        -> CallDestinations.Change?
    {
        destinations.note(
            sign, of: "a", Self.due(Self.step("a"), sequence), at: now, unit: 0)
    }

    private func open() {
        for _ in 1...Breaker.silencesMax { _ = note(.silent(.timedOut, "no answer")) }
    }

    @Test("a destination takes so many at once, and the others go on")
    func full() {
        let crowd = [Self.step("a"), Self.step("a"), Self.step("a"), Self.step("a")]
        #expect(pauses(crowd + [Self.step("b")]) == [nil, nil, nil, 200, nil])
        for number in 1...3 as ClosedRange<Int64> {
            destinations.enter("a", Self.due(crowd[0], number), at: Self.now)
        }
        #expect(pauses([crowd[0], Self.step("b")]) == [200, nil])
        destinations.leave("a", Self.due(crowd[0], 2))
        #expect(pauses([crowd[0], crowd[0]]) == [nil, 200])
    }

    @Test("a message, and the end of what is followed, wait for no call's destination")
    func notCalls() {
        open()
        #expect(pauses([Fixtures.tell(), Self.step("a")]) == [nil, 5_000])
        #expect(pauses([Self.step("a")], isFollowing: true) == [nil])
    }

    @Test("those that are put off do not come back all at once, nor later and later")
    func spread() throws {
        // So slowly that few are enough to see it.
        let slow = CallDestinations(attemptsMax: 0, slotMicroseconds: 100_000)
        let first = pauses(Array(repeating: Self.step("a"), count: 6), slow).compactMap { $0 }
        #expect(first == [200, 400, 400, 600, 600, 800])
        // Five minutes of them are enough.
        let crowd = pauses(Array(repeating: Self.step("a"), count: 1_000), slow).compactMap { $0 }
        #expect(try #require(crowd.max()) > 290_000)
        let last = try #require(pauses([Self.step("a")], slow).first ?? nil)
        #expect((200...310_000).contains(last))
    }

    @Test("the more are put off, the further apart they come back")
    func growing() throws {
        let full = CallDestinations(attemptsMax: 0)
        let crowd = pauses(Array(repeating: Self.step("a"), count: 300_000), full)
            .compactMap { $0 }
        #expect(crowd[10_000] < 1_000)
        #expect(try #require(crowd.last) > 90_000)
        #expect(zip(crowd, crowd.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test("a step that ends without a call does not take the place of the probe")
    func endsBesideProbe() {
        open()
        let then = Self.now.adding(milliseconds: 5_000)
        let over = Self.step("a", retryFor: -1)
        #expect(pauses([over, Self.step("a"), Self.step("a")], at: then) == [nil, nil, 1_000])
    }

    @Test("when the probe is due one goes, and only one")
    func probe() {
        open()
        let then = Self.now.adding(milliseconds: 5_000)
        let steps = [Self.step("a"), Self.step("a")]
        #expect(pauses(steps, at: then) == [nil, 1_000])
        destinations.enter("a", Self.due(steps[0], 1), at: then)
        #expect(pauses(steps, at: then).allSatisfy { $0 ?? 0 >= 1_000 })
        destinations.leave("a", Self.due(steps[0], 1))
        #expect(pauses(steps, at: then)[0] == nil)
    }

    @Test("opening and closing are told once")
    func changes() {
        for _ in 1..<Breaker.silencesMax { #expect(note(.silent(.timedOut, "x")) == nil) }
        guard case .opened(let breaker) = note(.silent(.timedOut, "y")) else {
            Issue.record("it has not opened")
            return
        }
        #expect(breaker.last?.message == "y")
        #expect(note(.silent(.timedOut, "z")) == nil)
        #expect(note(.answered) == .closed(since: Self.now))
        #expect(note(.answered) == nil)
    }

    @Test("a step whose time to try is over ends with the reason of the last attempt there")
    func hopeless() {
        let short = Self.step("a", retryFor: 1_000)
        open()
        let later = Self.now.adding(milliseconds: 1_001)
        #expect(destinations.end(of: Self.due(short, 2), at: "a") == nil)
        #expect(pauses([short], at: later) == [3_999])
        _ = note(.silent(.unavailable, "503"), at: later)
        #expect(pauses([short, Self.step("a")], at: later) == [nil, 4_000 - 1])
        let since = Self.now.iso8601
        #expect(
            destinations.end(of: Self.due(short, 2), at: "a")
                == .rejected(.unavailable, message: "a has not answered since \(since): 503"))
        #expect(destinations.end(of: Self.due(Self.step("a"), 2), at: "a") == nil)
        #expect(destinations.end(of: Self.due(short, 2), at: "b") == nil)
    }
}

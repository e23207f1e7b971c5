import Testing

@testable import HTTP

@Suite("Transfer inbox")
struct TransferInboxTests {
    private var inbox = TransferInbox<String>(perOriginMax: 2, totalMax: 3)

    private mutating func submit(_ name: String, origin: String = "a", deadline: UInt64 = 100)
        -> UInt64
    {
        let identifier = inbox.announce()
        #expect(
            inbox.submit(identifier, origin: origin, deadline: deadline, name) == .accepted)
        return identifier
    }

    @Test("what is submitted is started in order, once, and forgotten at its end")
    mutating func order() {
        let first = submit("1")
        let second = submit("2")
        let work = inbox.take(now: 0)
        #expect(work.start.map(\.identifier) == [first, second])
        #expect(work.start.map(\.payload) == ["1", "2"])
        #expect(inbox.take(now: 0).start.isEmpty)
        inbox.end(first)
        inbox.end(second)
        inbox.end(second)
        #expect(inbox.isEmpty)
    }

    @Test("a cancellation before the submission is remembered until then")
    mutating func cancelledEarly() {
        let identifier = inbox.announce()
        #expect(inbox.cancel(identifier) == nil)
        #expect(inbox.cancel(identifier) == nil)
        #expect(
            inbox.submit(identifier, origin: "a", deadline: 100, "x") == .cancelled)
        #expect(inbox.isEmpty)
    }

    @Test("a waiting one is given back when cancelled, a running one aborted")
    mutating func cancelledLater() {
        let waiting = submit("w")
        #expect(inbox.cancel(waiting) == "w")
        let running = submit("r")
        #expect(inbox.take(now: 0).start.map(\.payload) == ["r"])
        #expect(inbox.cancel(running) == nil)
        #expect(inbox.take(now: 0).abort == [running])
        inbox.end(running)
        #expect(inbox.isEmpty)
    }

    @Test("a cancellation after the end leaves no trace")
    mutating func cancelledLate() {
        let identifier = submit("x")
        _ = inbox.take(now: 0)
        inbox.end(identifier)
        #expect(inbox.cancel(identifier) == nil)
        #expect(inbox.isEmpty)
    }

    @Test("a full origin does not hold up the others, and the total is bounded")
    mutating func bounds() {
        let firstA = submit("a1")
        for name in ["a2", "a3"] { _ = submit(name) }
        for name in ["b1", "b2"] { _ = submit(name, origin: "b") }
        #expect(inbox.take(now: 0).start.map(\.payload) == ["a1", "a2", "b1"])
        #expect(inbox.take(now: 0).start.isEmpty)
        inbox.end(firstA)
        #expect(inbox.take(now: 0).start.map(\.payload) == ["a3"])
    }

    @Test("waiting counts against the deadline")
    mutating func overdue() {
        for name in ["1", "2"] { _ = submit(name) }
        _ = inbox.take(now: 0)
        _ = submit("3", deadline: 50)
        _ = submit("4", deadline: 70)
        #expect(inbox.take(now: 49).nextDeadline == 50)
        let work = inbox.take(now: 50)
        #expect(work.overdue == ["3"])
        #expect(work.nextDeadline == 70)
    }

    @Test("closed, it takes nothing more and gives back what waits")
    mutating func closed() {
        for name in ["1", "2", "3"] { _ = submit(name) }
        _ = inbox.take(now: 0)
        let announced = inbox.announce()
        #expect(inbox.close() == ["3"])
        #expect(inbox.submit(announced, origin: "a", deadline: 100, "x") == .closed)
        #expect(inbox.take(now: 0).start.isEmpty)
    }
}

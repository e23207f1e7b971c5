import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Event journal: a clock that is set")
struct ClockChangeTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private let year: Int64 = 365 * 86_400_000

    /// A step that waits for its second attempt.
    private func retried(_ journal: any EventJournal, until: Timestamp) async throws {
        let step = try await journal.next(noon)
        try await journal.begin(step, number: 1, input: [:], at: noon)
        try await journal.record(
            record(step, .wait(until: until), attempt(1, .retry)), now: noon)
    }

    @Test("steps that are parked beyond a time are due, and the others wait on")
    func parked() async throws {
        let journal = try await journal(folder.path(), deliveries: 2)
        try await retried(journal, until: after(1_000))
        try await retried(journal, until: after(year))
        #expect(try await journal.recallParked(beyond: after(1_000), now: after(5)) == 1)
        #expect(try await journal.recallParked(beyond: after(1_000), now: after(5)) == 0)
        let due = try await journal.lease(now: after(5), limit: 9)
        #expect(due.map(\.deliveryID) == ["x2"] && due.first?.attempts == 1)
        #expect(try await journal.nextDue(after: after(5)) == after(1_000))
    }

    @Test("what follows is not parked, and its deadline and questions move with the clock")
    func followers() async throws {
        let journal = try await journal(folder.path(), deliveries: 1)
        let step = try await journal.next(noon)
        try await journal.begin(step, number: 1, input: [:], at: noon)
        let following = Following(key: "config/1", poll: ["account": "a"])
        try await journal.record(
            record(
                step,
                .follow(
                    following, result: [:], deadline: after(1_000), pollAt: after(100))),
            now: noon)
        #expect(try await journal.recallParked(beyond: noon, now: noon) == 0)
        for jump in [year, -2 * year] {
            try await journal.moveDeadlines(by: jump)
        }
        #expect(try await journal.nextDue(after: after(-2 * year)) == after(1_000 - year))
        #expect(try await journal.nextPoll() == after(100 - year))
        let due = try await journal.next(after(1_000 - year))
        #expect(due.followed?.deadline == after(1_000 - year))
    }

    @Test("no step has become due later than the attempt that it waits after")
    func firstDue() async throws {
        let journal = try await journal(folder.path(), deliveries: 1)
        let step = try await journal.next(noon)
        let then = after(-year)
        try await journal.begin(step, number: 1, input: [:], at: then)
        try await journal.record(
            record(step, .wait(until: then), attempt(1, .retry)), now: then)
        #expect(try await journal.next(then).firstDueAt == then)
    }

    @Test("a call made at a time to come serves nobody")
    func sharedCalls() async throws {
        let journal = try await journal(folder.path(), deliveries: 3, coalescingPlan)
        let steps = try await journal.lease(now: noon, limit: 3)
        let ended = StepTransition.move(.succeeded, result: nil, next: 1)
        _ = try await journal.claim(steps[0], call: "call", since: noon, now: noon)
        try await journal.record(record(steps[0], ended, shared: ["id": 1]), now: noon)
        let then = after(-year)
        #expect(
            try await journal.claim(steps[1], call: "call", since: then, now: then) == .granted)
        #expect(
            try await journal.claim(steps[2], call: "call", since: then, now: then) == .underWay)
    }
}

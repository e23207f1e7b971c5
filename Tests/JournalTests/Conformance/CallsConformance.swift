import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Conformance: calls that coalesce")
struct CallsConformance {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private let ended = StepTransition.move(.succeeded, result: nil, next: 1)
    private let failed = StepTransition.end(.dead, result: nil, delivery: .dead)

    @Test("a call made in time serves, an older one does not", arguments: JournalEngine.all)
    func made(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 3, coalescingPlan)
        let steps = try await journal.lease(now: noon, limit: 3)
        #expect(try await claim(journal, steps[0]) == .granted)
        try await journal.record(record(steps[0], ended, shared: ["id": 1]), now: after(9))
        #expect(
            try await claim(journal, steps[1], since: noon) == .made(outcome: ["id": 1], by: "x1"))
        #expect(try await claim(journal, steps[1], "other call") == .granted)
        #expect(try await claim(journal, steps[2], since: after(1), now: after(20)) == .granted)
        #expect(try await claim(journal, steps[1]) == .underWay)
    }

    @Test("who waits for a call under way hears of its success", arguments: JournalEngine.all)
    func success(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 3, coalescingPlan)
        let steps = try await journal.lease(now: noon, limit: 3)
        #expect(try await claim(journal, steps[0]) == .granted)
        #expect(try await claim(journal, steps[0]) == .granted)
        for step in steps.dropFirst() { #expect(try await claim(journal, step) == .underWay) }
        #expect(try await journal.lease(now: after(899_999), limit: 9).isEmpty)
        #expect(try await journal.nextDue(after: noon) == after(900_000))
        try await journal.begin(steps[0], number: 1, input: [:], at: noon)
        try await journal.record(
            record(steps[0], .wait(until: after(5)), attempt(1, .retry)), now: after(3))
        let retried = try await journal.lease(now: after(5), limit: 9)
        #expect(retried.map(\.deliveryID) == ["x1"], "a retry is no end")
        try await journal.record(
            record(retried[0], follow("config/1"), attempt(2), shared: ["id": 1]), now: after(7))
        let woken = try await journal.lease(now: after(7), limit: 9)
        #expect(woken.map(\.deliveryID) == ["x2", "x3"])
        #expect(woken.allSatisfy { $0.position == 0 && $0.attempts == 0 && !$0.isInDoubt })
        for step in woken {
            #expect(try await claim(journal, step) == .made(outcome: ["id": 1], by: "x1"))
        }
    }

    @Test("after a failure one of those who wait makes the call", arguments: JournalEngine.all)
    func failure(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 3, coalescingPlan)
        let steps = try await journal.lease(now: noon, limit: 3)
        for step in steps { _ = try await claim(journal, step) }
        try await journal.record(record(steps[0], failed), now: after(3))
        let woken = try await journal.lease(now: after(3), limit: 9)
        #expect(woken.map(\.deliveryID) == ["x2"], "the others wait for it")
        #expect(woken[0].firstDueAt == noon, "its time to try goes on while it waits")
        #expect(try await claim(journal, woken[0]) == .granted)
        #expect(try await journal.lease(now: after(3), limit: 9).isEmpty)
        try await journal.record(record(woken[0], ended, shared: ["id": 2]), now: after(4))
        let last = try await journal.lease(now: after(4), limit: 9)
        #expect(last.map(\.deliveryID) == ["x2", "x3"])
        #expect(try await claim(journal, last[1]) == .made(outcome: ["id": 2], by: "x2"))
    }

    @Test(
        "whose turn it is and who does something else lets the next one have it",
        arguments: JournalEngine.all)
    func turns(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 7, coalescingPlan)
        let steps = try await journal.lease(now: noon, limit: 7)
        for step in steps { _ = try await claim(journal, step) }
        try await journal.record(record(steps[0], failed), now: after(3))
        let second = try await only(journal, "x2", at: after(3))
        try await journal.record(record(second, failed), now: after(4))
        try await journal.drop(try await only(journal, "x3", at: after(4)))
        let fourth = try await only(journal, "x4", at: after(4))
        try await journal.postpone(fourth, until: after(800_000))
        let fifth = try await only(journal, "x5", at: after(4))
        #expect(try await claim(journal, fifth, "other call") == .granted)
        let sixth = try await only(journal, "x6", at: after(4))
        #expect(try await claim(journal, sixth, now: after(4)) == .granted)
        #expect(try await journal.lease(now: after(5), limit: 9).isEmpty)
        #expect(try await journal.nextDue(after: after(5)) == after(800_000))
    }

    @Test(
        "a holder that died in the call holds it until its end is recorded",
        arguments: JournalEngine.all)
    func crash(engine: JournalEngine) async throws {
        let first = try await engine.journal(folder.path(), deliveries: 2, coalescingPlan)
        let steps = try await first.lease(now: noon, limit: 2)
        #expect(try await claim(first, steps[0]) == .granted)
        try await first.begin(steps[0], number: 1, input: [:], at: noon)
        #expect(try await claim(first, steps[1]) == .underWay)
        let restarted = try await engine.open(try await engine.crashCopy(folder, to: "copy.db"))
        let holder = try await restarted.next(after(900_000))
        #expect(holder.deliveryID == "x1" && holder.isInDoubt)
        let waiting = try await restarted.next(after(900_000))
        #expect(try await claim(restarted, waiting, now: after(900_000)) == .underWay)
        try await restarted.record(
            record(
                holder, .end(.uncertain, result: nil, delivery: .uncertain),
                attempt(1, .uncertain)),
            now: after(900_001))
        let woken = try await restarted.next(after(900_001))
        #expect(woken.deliveryID == "x2")
        #expect(try await claim(restarted, woken) == .granted)
    }

    @Test("an old claim of its own tells a step nothing", arguments: JournalEngine.all)
    func ownClaim(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 2, coalescingPlan)
        let steps = try await journal.lease(now: noon, limit: 2)
        #expect(try await claim(journal, steps[0]) == .granted)
        try await journal.record(
            record(steps[0], follow("config/1"), shared: ["id": 1]), now: noon)
        // What was followed has failed, and the call is to be made again.
        var step = try await journal.next(after(1_000))
        try await journal.record(record(step, .wait(until: after(1_000))), now: after(1_000))
        step = try await journal.next(after(1_000))
        #expect(try await claim(journal, step, now: after(1_000)) == .granted)
        #expect(try await claim(journal, steps[1], now: after(1_000)) == .underWay)
        try await journal.record(record(step, ended, shared: ["id": 2]), now: after(1_001))
        let due = try await journal.lease(now: after(1_001), limit: 2)
        for step in due {
            // The next step of the same delivery may share with the one before it.
            #expect(try await claim(journal, step) == .made(outcome: ["id": 2], by: "x1"))
        }
        #expect(due.map(\.position) == [1, 0])
    }

    @Test(
        "a step that asks for another call gives up the one it has claimed",
        arguments: JournalEngine.all)
    func otherCall(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 2, coalescingPlan)
        let steps = try await journal.lease(now: noon, limit: 2)
        #expect(try await claim(journal, steps[0], "a") == .granted)
        #expect(try await claim(journal, steps[1], "a") == .underWay)
        #expect(try await claim(journal, steps[0], "b") == .granted)
        let woken = try await journal.next(noon)
        #expect(woken.deliveryID == "x2")
        #expect(try await claim(journal, woken, "a") == .granted)
        try await journal.record(record(steps[0], ended, shared: "b's"), now: noon)
        try await journal.record(record(woken, ended, shared: "a's"), now: noon)
        let due = try await journal.lease(now: noon, limit: 2)
        #expect(try await claim(journal, due[1], "b") == .made(outcome: "b's", by: "x1"))
        #expect(try await claim(journal, due[0], "a") == .made(outcome: "a's", by: "x2"))
    }

    private func claim(
        _ journal: any EventJournal, _ step: DueStep, _ call: String = "call",
        since: Timestamp = noon,
        now: Timestamp = noon
    ) async throws -> ClaimAnswer {
        try await journal.claim(step, call: call, since: since, now: now)
    }

    private func only(
        _ journal: any EventJournal, _ id: String, at now: Timestamp
    ) async throws -> DueStep {
        let due = try await journal.lease(now: now, limit: 9)
        #expect(due.map(\.deliveryID) == [id])
        return try #require(due.first)
    }
}

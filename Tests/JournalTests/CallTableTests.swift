import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Event journal: coalescing")
struct CallTableTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private let ended = StepTransition.move(.succeeded, result: nil, next: 1)
    private let failed = StepTransition.end(.dead, result: nil, delivery: .dead)

    @Test("a claim whose holder has ended unheard, or was taken back, is free")
    func holderGone() async throws {
        let first = try await journal(folder.path(), deliveries: 3, coalescingPlan)
        for step in try await first.lease(now: noon, limit: 2) {
            _ = try await claim(first, step, "call \(step.deliveryID)")
        }
        await first.close()
        try folder.execute("UPDATE deliveries SET status = 'dead', due_at = NULL WHERE seq = 1")
        let journal = try SQLiteJournal(path: folder.path())
        let steps = try await journal.lease(now: noon, limit: 3)
        #expect(steps.map(\.deliveryID) == ["x2", "x3"])
        #expect(try await claim(journal, steps[1], "call x1") == .granted)
        #expect(try await claim(journal, steps[1], "call x2") == .underWay)
        try await journal.drop(steps[0])
        let woken = try await journal.next(noon)
        #expect(woken.deliveryID == "x3")
        #expect(try await claim(journal, woken, "call x2") == .granted)
    }

    @Test("a holder that cannot be read any more lets go")
    func holderBuried() async throws {
        let first = try await journal(folder.path(), deliveries: 2, coalescingPlan)
        for step in try await first.lease(now: noon, limit: 2) { _ = try await claim(first, step) }
        await first.close()
        try folder.execute("DELETE FROM steps WHERE delivery_seq = 1")
        let journal = try SQLiteJournal(path: folder.path())
        #expect(try await journal.lease(now: after(900_000), limit: 2).map(\.deliveryID) == ["x2"])
        await journal.close()
        #expect(try folder.number("SELECT count(*) FROM calls") == 0)
    }

    @Test("a step that waited and does something else is not woken for the call")
    func waitsNoMore() async throws {
        let journal = try await journal(folder.path(), deliveries: 3, coalescingPlan)
        let steps = try await journal.lease(now: noon, limit: 3)
        for step in steps { _ = try await claim(journal, step) }
        let late = try await journal.lease(now: after(900_000), limit: 2)
        try await journal.postpone(late[0], until: after(990_000))
        try await journal.record(
            record(late[1], .wait(until: after(995_000)), attempt(1, .retry)), now: after(900_000))
        try await journal.record(record(steps[0], failed), now: after(900_001))
        #expect(try await journal.lease(now: after(989_999), limit: 1).isEmpty)
        #expect(try await journal.nextDue(after: noon) == after(990_000))
        await journal.close()
        #expect(try folder.number("SELECT count(*) FROM waiting") == 0)
    }

    private func claim(
        _ journal: SQLiteJournal, _ step: DueStep, _ call: String = "call", since: Timestamp = noon,
        now: Timestamp = noon
    ) async throws -> ClaimAnswer {
        try await journal.claim(step, call: call, since: since, now: now)
    }
}

import Events
import Foundation
import JSON
import Lifecycle
import SQLite
import Testing

@testable import Journal

@Suite("Event journal: deliveries")
struct JournalTablesTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("a failure leads to onFailure and is announced in the same commit")
    func failurePath() async throws {
        let journal = try await plannedJournal(folder.path())
        var step = try await next(journal, noon)
        let failure: JSONValue = ["step": "snapshot", "reason": "refused"]
        let announced = PlannedDelivery(
            rule: "failures", steps: [Step(action: .notify("ops"), template: "dead")])
        try await journal.record(
            record(
                step, .move(.dead, result: nil, next: 2), attempt(1, .rejected, reason: .refused),
                failure: failure, announcement: delivery("a1", of: 1, announced, failure: failure)),
            now: noon)
        let due = try await journal.lease(now: noon, limit: 9)
        #expect(due.map(\.deliveryID) == ["x1", "a1"])
        step = try #require(due.first)
        #expect(step.isOnFailure && step.step == samplePlan.onFailure[0])
        #expect(step.failure == failure)
        #expect(due.last?.plan == announced && due.last?.failure == failure)
        try await journal.record(
            record(step, .end(.succeeded, result: nil, delivery: .dead)), now: noon)
        await journal.close()
        #expect(try folder.number("SELECT count(*) FROM deliveries WHERE status = 'dead'") == 1)
        #expect(try folder.number("SELECT count(*) FROM deliveries WHERE due_at IS NULL") == 1)
    }

    @Test("a record that is not kept keeps the lease, and works when it is repeated")
    func aRecordThatFails() async throws {
        let journal = try await plannedJournal(folder.path())
        let step = try await next(journal, noon)
        try await journal.begin(step, number: 1, input: [:], at: noon)
        try await journal.limitPages(1)
        let fat = JSONValue.string(String(repeating: "x", count: 200_000))
        let done = record(step, .move(.succeeded, result: fat, next: 1))
        #expect(await failure { try await journal.record(done, now: noon) }?.code == .unavailable)
        #expect(try await journal.lease(now: after(99), limit: 1).isEmpty, "it would run twice")
        try await journal.limitPages(1 << 30)
        try await journal.record(done, now: noon)
        #expect(try await next(journal, noon).position == 1)
    }

    @Test(
        "a delivery that cannot be read ends as dead and stands in nobody's way",
        arguments: [
            "DELETE FROM steps WHERE delivery_seq = 1",
            "UPDATE plans SET steps = '{' WHERE seq = 1",
            "UPDATE deliveries SET position = 7 WHERE seq = 1",
            "UPDATE events SET document = '[]' WHERE seq = 1",
            "UPDATE steps SET input = 'x' WHERE delivery_seq = 1",
        ])
    func unreadable(sql: String) async throws {
        let first = try await plannedJournal(folder.path())
        _ = try await first.append(sampleEvent(2))
        let other = PlannedDelivery(rule: "other", steps: samplePlan.steps)
        try await first.recordPlans(through: 2, [delivery("x2", of: 2, other)], now: noon)
        await first.close()
        try folder.execute(sql)
        let journal = try SQLiteJournal(path: folder.path(), queueMax: 2)
        #expect(try await journal.lease(now: noon, limit: 9).map(\.deliveryID) == ["x2"])
        #expect(try await journal.append(sampleEvent(3)) == .accepted(id: "e3"))
        await journal.close()
        #expect(
            try folder.number("SELECT status = 'dead' AND failure <> '' FROM deliveries") == 1)
    }

    @Test("what a rollback undoes on disk is undone in memory")
    func rollback() async throws {
        try await plannedJournal(folder.path()).close()
        let tables = try JournalTables(path: folder.path(), queueMax: 3)
        let step = try #require(try tables.lease(now: noon, limit: 1).first)
        let fresh = PlannedDelivery(rule: "fresh", steps: samplePlan.steps)
        for isPart in [false, true] {
            #expect(throws: JournalError.self) {
                try tables.undone(isPart: isPart) { (tables: JournalTables) throws(JournalError) in
                    _ = try tables.append(EventEntry(sampleEvent(2)))
                    try tables.insert(delivery("x2", of: 2, fresh), dueAt: noon)
                    try tables.setPlanned(through: 2)
                    try tables.record(
                        record(step, .end(.succeeded, result: nil, delivery: .succeeded)),
                        now: noon)
                    throw JournalError(.unavailable, "the disk is gone")
                }
            }
            #expect(!tables.isInTransaction)
            #expect(try tables.unplanned(limit: 9).isEmpty)
            #expect(try tables.lease(now: noon, limit: 9).isEmpty, "the lease is kept")
        }
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            #expect(try tables.append(EventEntry(sampleEvent(3))) == .accepted(id: "e3"))
            #expect(try tables.append(EventEntry(sampleEvent(4))) == .accepted(id: "e4"))
        }
        // One delivery and two events are three.
        #expect(throws: JournalError.self) {
            try tables.transaction { (tables: JournalTables) throws(JournalError) in
                _ = try tables.append(EventEntry(sampleEvent(5)))
            }
        }
        #expect(try tables.unplanned(limit: 9).map(\.sequence) == [2, 3])
        #expect(try tables.unplanned(limit: 9).map(\.event.intake.id) == ["e3", "e4"])
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            try tables.insert(delivery("x3", of: 2, fresh), dueAt: noon)
        }
        #expect(try tables.lease(now: noon, limit: 9).map(\.plan) == [fresh])
    }

    private func next(_ journal: SQLiteJournal, _ now: Timestamp) async throws -> DueStep {
        try #require(try await journal.lease(now: now, limit: 1).first)
    }
}

extension JournalTables {
    /// A transaction that fails; or a part of one that fails, while the rest is committed.
    fileprivate func undone(
        isPart: Bool, _ body: (JournalTables) throws(JournalError) -> Void
    ) throws(JournalError) {
        guard isPart else { return try transaction(body) }
        var failure: JournalError?
        try transaction { (tables: JournalTables) throws(JournalError) in
            do throws(JournalError) { try tables.savepoint(body) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}

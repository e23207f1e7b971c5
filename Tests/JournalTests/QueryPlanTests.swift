import SQLite
import Testing

@testable import Journal

@Suite("Journal: query plans")
struct QueryPlanTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    /// Statements that may read a table from end to end, with the reason.
    private static let exceptions = [
        // Every 10 minutes or after a change of the rules, never while an event waits.
        "UPDATE deliveries SET due_at = ?1 WHERE due_at > ?1 AND status = 'pending'",
        "UPDATE deliveries SET due_at = ? WHERE due_at IS NOT NULL\nAND seq IN (SELECT",
        "UPDATE outbox SET turn = NULL WHERE turn = 0",
        // One row for each destination.
        "UPDATE destinations SET asked_at = NULL",
        "SELECT next_at, failures, failing_since",
        // At the opening, of an index.
        "SELECT count(*) FROM deliveries WHERE due_at IS NOT NULL",
        // As many rows as there are destinations, of an index of those let go.
        "SELECT delivery_seq FROM outbox INDEXED BY outbox_turn WHERE turn = 1",
        // The first row of an index.
        "SELECT min(poll_at) FROM followed",
    ]

    @Test(
        "every statement of the writer finds its rows by a key, however many wait",
        arguments: [false, true])
    func noScan(isAnalyzed: Bool) async throws {
        try await journal(folder.path(), deliveries: 300).close()
        // Of one event: as earlier programs did when they ended.
        if isAnalyzed { try folder.execute("ANALYZE") }
        let tables = try JournalTables(path: folder.path(), queueMax: 9)
        let statements = tables.connection.statements()
        #expect(statements.count > 80)
        var found: Set<String> = []
        for sql in statements {
            let plan = try Statement("EXPLAIN QUERY PLAN \(sql)", on: tables.connection)
                .all { $0.text(3) }
            let slow = plan.filter { step in
                step.contains("TEMP B-TREE")
                    || (step.hasPrefix("SCAN ") && !step.hasPrefix("SCAN CONSTANT ROW"))
            }
            guard !slow.isEmpty else { continue }
            let exception = Self.exceptions.first { sql.hasPrefix($0) }
            #expect(exception != nil, "\(sql): \(plan)")
            if let exception { found.insert(exception) }
        }
        #expect(found.count <= Self.exceptions.count)
    }
}

import SQLite
import Testing

@testable import Journal

@Suite("Journal: query plans")
struct QueryPlanTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    /// Statements that may read a table from end to end, with the reason.
    private static let exceptions = [
        // As many rows as it asks for: nearly every row of this index is one of them.
        "SELECT delivery_seq FROM outbox INDEXED BY outbox_queue\nWHERE turn IS NOT NULL",
        // When the clock was set.
        "UPDATE followed SET poll_at = poll_at + ?1, joined_at = joined_at + ?1",
        "UPDATE followers SET deadline = deadline + ?",
        // One row for each destination.
        "UPDATE destinations SET asked_at = NULL",
        "SELECT next_at, failures, failing_since",
        // As many rows as there are destinations, of an index of those let go.
        "SELECT delivery_seq FROM outbox INDEXED BY outbox_turn WHERE turn = 1",
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
        #expect(found == Set(Self.exceptions), "each of them is still needed")
    }
}

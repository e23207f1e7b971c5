import SQLite

/// The statements that remove deliveries with all that is theirs.
final class DeliveryRemoval {
    private let selectOfEvent: Statement
    private let selectUntried: Statement
    private let deleteAttempts: Statement
    private let deleteSteps: Statement
    private let deleteDelivery: Statement
    private let deletePlan: Statement

    init(_ connection: borrowing Connection) throws(SQLiteError) {
        selectOfEvent = try Statement(
            "SELECT seq, plan_seq FROM deliveries WHERE event_seq = ?", on: connection)
        selectUntried = try Statement(
            """
            SELECT plan_seq FROM deliveries WHERE seq = ?1 AND id = ?2 AND due_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM attempts WHERE delivery_seq = ?1)
            """, on: connection)
        deleteAttempts = try Statement(
            "DELETE FROM attempts WHERE delivery_seq = ?", on: connection)
        deleteSteps = try Statement("DELETE FROM steps WHERE delivery_seq = ?", on: connection)
        deleteDelivery = try Statement("DELETE FROM deliveries WHERE seq = ?", on: connection)
        deletePlan = try Statement(
            """
            DELETE FROM plans WHERE seq = ?1
            AND NOT EXISTS (SELECT 1 FROM deliveries WHERE plan_seq = ?1)
            """, on: connection)
    }

    /// The plan of an open delivery of which no step has had an attempt; nil for any other.
    func untriedPlan(
        of delivery: Int64, id: String
    ) throws(SQLiteError) -> Int64? {
        try selectUntried.first(.integer(delivery), .text(id)) { $0.integer(0) }
    }

    /// Removes what belongs to an event; tells whether a plan went with it, because nothing else
    /// refers to it.
    func deleteDeliveries(
        ofEvent event: Int64, on connection: borrowing Connection
    ) throws(SQLiteError) -> Bool {
        let rows = try selectOfEvent.all(.integer(event)) { ($0.integer(0), $0.integer(1)) }
        var hasPlanGone = false
        for (delivery, plan) in rows where try delete(delivery, plan: plan, on: connection) {
            hasPlanGone = true
        }
        return hasPlanGone
    }

    /// Removes one delivery; tells whether its plan went with it.
    func delete(
        _ delivery: Int64, plan: Int64, on connection: borrowing Connection
    ) throws(SQLiteError) -> Bool {
        try deleteAttempts.run(.integer(delivery))
        try deleteSteps.run(.integer(delivery))
        try deleteDelivery.run(.integer(delivery))
        try deletePlan.run(.integer(plan))
        return connection.changes() > 0
    }
}

import Events
import JSON
import Lifecycle
import SQLite

/// The statements of the reader.
final class ReaderTable {
    private let selectDocument: Statement
    private let selectDeliveries: Statement
    private let selectSteps: Statement
    private let selectAttempts: Statement
    private let selectCounts: Statement

    init(_ connection: borrowing Connection) throws(SQLiteError) {
        selectDocument = try Statement(
            "SELECT seq, document FROM events WHERE id = ?", on: connection)
        selectDeliveries = try Statement(
            """
            SELECT d.seq, d.id, d.rule, d.status, d.failure, p.steps,
            d.position, d.due_at
            FROM deliveries d JOIN plans p ON p.seq = d.plan_seq
            WHERE d.event_seq = ? ORDER BY d.seq
            """, on: connection)
        selectSteps = try Statement(
            "SELECT position, status, input, result FROM steps WHERE delivery_seq = ?",
            on: connection)
        selectAttempts = try Statement(
            """
            SELECT position, number, started_at, duration_ms, outcome, reason, message, request,
            response FROM attempts WHERE delivery_seq = ? ORDER BY position, number
            """, on: connection)
        selectCounts = try Statement(
            """
            SELECT (SELECT count(*) FROM events),
            (SELECT count(*) FROM events WHERE seq > (
                SELECT value FROM progress WHERE name = 'planned_through')),
            (SELECT count(*) FROM deliveries WHERE due_at IS NOT NULL),
            (SELECT count(*) FROM deliveries WHERE status IN ('dead', 'uncertain')),
            (SELECT min(due_at) FROM deliveries
                WHERE due_at < \(OutboxTable.notBeforeItsTurn.milliseconds))
            """, on: connection)
    }

    func story(
        _ id: String, on connection: borrowing Connection
    ) throws(SQLiteError) -> EventStory? {
        let found = try selectDocument.first(.text(id)) { ($0.integer(0), $0.text(1)) }
        guard let (sequence, document) = found else { return nil }
        var story = EventStory(document: document)
        for delivery in try deliveries(ofEvent: sequence) {
            story.deliveries.append(
                DeliveryStory(
                    summary: delivery.summary, plan: delivery.plan, failure: delivery.failure,
                    steps: try steps(of: delivery.sequence),
                    attempts: try attempts(of: delivery.sequence),
                    position: delivery.position, wait: try wait(of: delivery, on: connection)))
        }
        return story
    }

    func counts() throws(SQLiteError) -> JournalCounts {
        let counts = try selectCounts.first { row in
            JournalCounts(
                events: row.integer(0), unplannedEvents: row.integer(1),
                openDeliveries: row.integer(2), deadDeliveries: row.integer(3),
                oldestDueAt: row.optionalInteger(4).map(Timestamp.init(milliseconds:)))
        }
        return counts
            ?? JournalCounts(
                events: 0, unplannedEvents: 0, openDeliveries: 0, deadDeliveries: 0,
                oldestDueAt: nil)
    }

    private struct DeliveryRow {
        let sequence: Int64
        let summary: DeliverySummary
        let failure: String?
        let plan: String
        let position: Int
        let dueAt: Timestamp?
    }

    private func deliveries(ofEvent event: Int64) throws(SQLiteError) -> [DeliveryRow] {
        try selectDeliveries.all(.integer(event)) { row in
            DeliveryRow(
                sequence: row.integer(0),
                summary: DeliverySummary(
                    id: row.text(1), rule: row.text(2),
                    status: DeliveryStatus(rawValue: row.text(3)) ?? .dead),
                failure: row.optionalText(4), plan: row.text(5),
                position: Int(row.integer(6)),
                dueAt: row.optionalInteger(7).map(Timestamp.init(milliseconds:)))
        }
    }

    /// What the delivery's step waits for. Files of older versions lack the tables: nobody follows
    /// or queues there, and nobody asks.
    private func wait(
        of delivery: DeliveryRow, on connection: borrowing Connection
    ) throws(SQLiteError) -> StepWait? {
        guard let dueAt = delivery.dueAt else { return nil }
        switch delivery.summary.status {
        case .following:
            let deadline = try Statement(
                "SELECT deadline FROM followers WHERE delivery_seq = ?", on: connection)
            return try deadline.first(.integer(delivery.sequence)) {
                .following(until: Timestamp(milliseconds: $0.integer(0)))
            }
        case .pending where dueAt == OutboxTable.notBeforeItsTurn:
            let place = try Statement(
                "SELECT destination, held_until FROM outbox WHERE delivery_seq = ?", on: connection)
            return try place.first(.integer(delivery.sequence)) {
                .queued(
                    for: $0.text(0),
                    heldUntil: $0.optionalInteger(1).map(Timestamp.init(milliseconds:)))
            }
        case .pending: return .due(at: dueAt)
        case .running, .succeeded, .failed, .dead, .uncertain: return nil
        }
    }

    private func steps(of delivery: Int64) throws(SQLiteError) -> [StepRow] {
        try selectSteps.all(.integer(delivery)) { row in
            StepRow(
                position: Int(row.integer(0)), status: row.text(1), input: row.optionalText(2),
                result: row.optionalText(3))
        }
    }

    private func attempts(of delivery: Int64) throws(SQLiteError) -> [AttemptRow] {
        try selectAttempts.all(.integer(delivery)) { row in
            AttemptRow(
                position: Int(row.integer(0)), number: row.integer(1),
                startedAt: Timestamp(milliseconds: row.integer(2)),
                durationMilliseconds: row.optionalInteger(3), outcome: row.optionalText(4),
                reason: row.optionalText(5), message: row.optionalText(6),
                request: row.optionalText(7), response: row.optionalText(8))
        }
    }
}

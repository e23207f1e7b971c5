import Events
import JSON
import SQLite

/// The statements that tell whoever waits what has become of an event.
final class OutcomeTable {
    private let selectProgress: Statement
    private let selectDeliveries: Statement
    private let selectSteps: Statement

    /// How far an event has come.
    struct Progress {
        let sequence: Int64
        let isPlanned: Bool
        let openDeliveries: Int64
    }

    init(_ connection: borrowing Connection) throws(SQLiteError) {
        selectProgress = try Statement(
            """
            SELECT seq, seq <= (SELECT value FROM progress WHERE name = 'planned_through'),
            (SELECT count(*) FROM deliveries
                WHERE event_seq = events.seq AND due_at IS NOT NULL AND rule <> ?3)
            FROM events WHERE id = ?1 AND source = ?2
            """, on: connection)
        selectDeliveries = try Statement(
            """
            SELECT d.seq, d.id, d.rule, d.status, p.steps
            FROM deliveries d JOIN plans p ON p.seq = d.plan_seq
            WHERE d.event_seq = ? AND d.rule <> ? ORDER BY d.seq
            """, on: connection)
        selectSteps = try Statement(
            """
            SELECT s.position, s.status, s.result, a.reason, a.message
            FROM steps s LEFT JOIN attempts a
            ON a.delivery_seq = s.delivery_seq AND a.position = s.position AND a.number = (
                SELECT max(number) FROM attempts
                WHERE delivery_seq = s.delivery_seq AND position = s.position)
            WHERE s.delivery_seq = ?
            """, on: connection)
    }

    /// Nil when the source has no such event. Deliveries of `rule` do not count.
    func progress(
        of id: String, source: String, apartFrom rule: String
    ) throws(SQLiteError) -> Progress? {
        try selectProgress.first(.text(id), .text(source), .text(rule)) { row in
            Progress(
                sequence: row.integer(0), isPlanned: row.integer(1) == 1,
                openDeliveries: row.integer(2))
        }
    }

    /// The event's deliveries but those of `rule`.
    func deliveries(
        ofEvent event: Int64, apartFrom rule: String
    ) throws(SQLiteError) -> [DeliveryOutcome] {
        let rows = try selectDeliveries.all(.integer(event), .text(rule)) { row in
            (
                sequence: row.integer(0), id: row.text(1), rule: row.text(2), status: row.text(3),
                plan: row.text(4)
            )
        }
        return try rows.map { (row) throws(SQLiteError) in
            DeliveryOutcome(
                id: row.id, rule: row.rule, status: DeliveryStatus(rawValue: row.status) ?? .dead,
                plan: row.plan, steps: try steps(of: row.sequence))
        }
    }

    private func steps(of delivery: Int64) throws(SQLiteError) -> [StepOutcome] {
        try selectSteps.all(.integer(delivery)) { row in
            StepOutcome(
                position: Int(row.integer(0)), status: row.text(1), result: row.optionalText(2),
                reason: row.optionalText(3), message: row.optionalText(4))
        }
    }
}

/// A delivery as those hear of it who wait for its end.
struct DeliveryOutcome {
    let id: String
    let rule: String
    let status: DeliveryStatus
    let plan: String
    let steps: [StepOutcome]

    /// Without steps when the plan cannot be read: such a delivery has ended as dead for that.
    func json() throws(JournalError) -> JSONValue {
        let plan = try? PlannedDelivery(kept: plan, of: id)
        let steps = try (plan?.shown(steps, at: \.position) ?? [])
            .map { (step, row) throws(JournalError) in
                var object = JSONObject(naming: step, status: row?.status)
                let result = try JSONValue?(kept: row?.result, as: "a result")
                object["result"] = result == .null ? nil : result
                object["error"] = row?.error
                return JSONValue.object(object)
            }
        return [
            "rule": .string(rule), "status": .string(status.rawValue), "steps": .array(steps),
        ]
    }
}

/// A step that has become due, with the reason of its last attempt if that went wrong.
struct StepOutcome {
    let position: Int
    let status: String
    let result: String?
    let reason: String?
    let message: String?

    var error: JSONValue? {
        guard let reason else { return nil }
        return ["reason": .string(reason), "message": .string(message ?? "")]
    }
}

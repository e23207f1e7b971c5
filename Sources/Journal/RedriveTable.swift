import Events
import Lifecycle
import SQLite

/// The statements that put a dead letter back.
final class RedriveTable {
    /// A delivery that somebody wants to redrive.
    struct Row {
        let sequence: Int64
        let status: DeliveryStatus
        let planSequence: Int64
        let eventID: String
    }

    private let selectRow: Statement
    private let selectLastStep: Statement
    private let updateDelivery: Statement
    private let updateStep: Statement
    private let deleteSteps: Statement
    private let updateAttempts: Statement
    private let deleteOwnCalls: Statement
    private let deleteSharedCalls: Statement

    /// What the attempts of whom nobody knows how they ended are said to have come to.
    private static let unknownEnd = "nobody knows how it ended; the delivery was redriven"

    init(_ connection: borrowing Connection) throws(SQLiteError) {
        selectRow = try Statement(
            """
            SELECT d.seq, d.status, d.plan_seq, e.id
            FROM deliveries d JOIN events e ON e.seq = d.event_seq WHERE d.id = ?
            """, on: connection)
        selectLastStep = try Statement(
            "SELECT max(position) FROM steps WHERE delivery_seq = ? AND position < ?",
            on: connection)
        updateDelivery = try Statement(
            """
            UPDATE deliveries SET status = 'pending', position = ?, due_at = ?, failure = NULL
            WHERE seq = ?
            """, on: connection)
        updateStep = try Statement(
            """
            UPDATE steps SET status = 'pending', first_due_at = ?, result = NULL
            WHERE delivery_seq = ? AND position = ?
            """, on: connection)
        deleteSteps = try Statement(
            "DELETE FROM steps WHERE delivery_seq = ? AND position >= ?", on: connection)
        updateAttempts = try Statement(
            """
            UPDATE attempts SET outcome = 'uncertain', reason = 'uncertain', message = ?
            WHERE delivery_seq = ? AND outcome IS NULL
            """, on: connection)
        deleteOwnCalls = try Statement(
            "DELETE FROM calls WHERE delivery_seq = ? AND position = ?", on: connection)
        deleteSharedCalls = try Statement(
            """
            DELETE FROM calls WHERE outcome IS NOT NULL AND delivery_seq IN (
                SELECT d.seq FROM attempts a JOIN deliveries d
                ON d.id = iif(json_valid(a.request), json_extract(a.request, '$.sharedWith'), NULL)
                WHERE a.delivery_seq = ? AND a.position = ?)
            AND EXISTS (
                SELECT 1 FROM steps WHERE delivery_seq = calls.delivery_seq
                AND position = calls.position AND status IN ('dead', 'uncertain'))
            """, on: connection)
    }

    func row(_ id: String) throws(SQLiteError) -> Row? {
        try selectRow.first(.text(id)) { row in
            Row(
                sequence: row.integer(0), status: DeliveryStatus(rawValue: row.text(1)) ?? .pending,
                planSequence: row.integer(2), eventID: row.text(3))
        }
    }

    /// The last step before `end` that has become due. Of a delivery that failed it is the one that
    /// did, because the others wait for the one before them.
    func lastStep(of delivery: Int64, before end: Int) throws(SQLiteError) -> Int? {
        let found = try selectLastStep.first(.integer(delivery), SQLiteValue(end)) {
            $0.optionalInteger(0)
        }
        return found.flatMap { $0 }.map { Int($0) }
    }

    /// The delivery is due at the step, and what came behind the steps has not been.
    func putBack(
        _ delivery: Int64, at position: Int, stepCount: Int, now: Timestamp
    ) throws(SQLiteError) {
        try deleteSteps.run(.integer(delivery), SQLiteValue(stepCount))
        try updateAttempts.run(.text(Self.unknownEnd), .integer(delivery))
        try updateStep.run(.integer(now.milliseconds), .integer(delivery), SQLiteValue(position))
        try updateDelivery.run(
            SQLiteValue(position), .integer(now.milliseconds), .integer(delivery))
    }

    /// What came of the step's call, or of another one's that it has shared, must not be its end
    /// again. A call that went well is shared with it all the same.
    func forgetCalls(of delivery: Int64, at position: Int) throws(SQLiteError) {
        try deleteOwnCalls.run(.integer(delivery), SQLiteValue(position))
        try deleteSharedCalls.run(.integer(delivery), SQLiteValue(position))
    }
}

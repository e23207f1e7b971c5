import Events
import JSON
import Lifecycle
import SQLite

/// A due delivery as its row has it.
struct DueRow {
    let sequence: Int64
    let id: String
    let eventSequence: Int64
    let eventID: String
    let planSequence: Int64
    let isFollowing: Bool
    let position: Int
    let failure: String?
    let document: String
}

/// What a step's action has returned.
struct StepResult {
    let position: Int
    /// Whether the step has ended well; a step that follows or has failed can have a result too.
    let isSucceeded: Bool
    let text: String
}

/// The statements on deliveries, their steps and attempts.
final class DeliveryTable {
    private let insertPlan: Statement
    private let findPlan: Statement
    private let selectPlan: Statement
    private let insertDelivery: Statement
    private let insertStep: Statement
    private let selectDue: Statement
    private let selectRow: Statement
    private let selectNextDue: Statement
    private let countOpen: Statement
    private let selectStep: Statement
    private let selectResults: Statement
    private let selectLastAttempt: Statement
    private let updateStep: Statement
    private let updateInput: Statement
    private let updateMissingInput: Statement
    private let updateDelivery: Statement
    private let updateDue: Statement
    private let updateFirstDue: Statement
    private let updateFailure: Statement
    private let insertAttempt: Statement

    init(_ connection: borrowing Connection) throws(SQLiteError) {
        insertPlan = try Statement(
            "INSERT INTO plans(digest, steps) VALUES(?, ?) RETURNING seq", on: connection)
        findPlan = try Statement("SELECT seq FROM plans WHERE digest = ?", on: connection)
        selectPlan = try Statement("SELECT steps FROM plans WHERE seq = ?", on: connection)
        insertDelivery = try Statement(
            """
            INSERT INTO deliveries(id, event_seq, rule, plan_seq, status, position, due_at, failure)
            VALUES(?, ?, ?, ?, 'pending', 0, ?, ?) RETURNING seq
            """, on: connection)
        insertStep = try Statement(
            """
            INSERT INTO steps(delivery_seq, position, status, first_due_at)
            VALUES(?, ?, 'pending', ?) ON CONFLICT(delivery_seq, position) DO UPDATE
            SET status = 'pending', first_due_at = excluded.first_due_at, input = NULL,
                result = NULL
            """, on: connection)
        selectDue = try Statement(
            "SELECT seq FROM deliveries WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?",
            on: connection)
        selectRow = try Statement(
            """
            SELECT d.seq, d.id, d.event_seq, e.id, d.plan_seq, d.status = 'following', d.position,
            d.failure, e.document
            FROM deliveries d LEFT JOIN events e ON e.seq = d.event_seq WHERE d.seq = ?
            """, on: connection)
        selectNextDue = try Statement(
            "SELECT min(due_at) FROM deliveries WHERE due_at > ? AND due_at < ?", on: connection)
        countOpen = try Statement(
            "SELECT count(*) FROM deliveries WHERE due_at IS NOT NULL", on: connection)
        selectStep = try Statement(
            "SELECT first_due_at, input FROM steps WHERE delivery_seq = ? AND position = ?",
            on: connection)
        selectResults = try Statement(
            "SELECT position, status, result FROM steps WHERE delivery_seq = ? AND result NOTNULL",
            on: connection)
        selectLastAttempt = try Statement(
            """
            SELECT number, outcome IS NULL, (SELECT min(started_at) FROM attempts
                WHERE delivery_seq = ?1 AND position = ?2)
            FROM attempts WHERE delivery_seq = ?1 AND position = ?2 ORDER BY number DESC LIMIT 1
            """, on: connection)
        updateStep = try Statement(
            """
            UPDATE steps SET status = ?, result = coalesce(?, result)
            WHERE delivery_seq = ? AND position = ?
            """, on: connection)
        updateInput = try Statement(
            "UPDATE steps SET input = ? WHERE delivery_seq = ? AND position = ?", on: connection)
        updateMissingInput = try Statement(
            "UPDATE steps SET input = ? WHERE delivery_seq = ? AND position = ? AND input IS NULL",
            on: connection)
        updateDelivery = try Statement(
            """
            UPDATE deliveries SET status = ?, position = ?, due_at = ?
            WHERE seq = ? AND position = ? AND due_at IS NOT NULL AND (status = 'following') = ?
            """, on: connection)
        updateDue = try Statement(
            """
            UPDATE deliveries SET due_at = ?
            WHERE seq = ? AND position = ? AND due_at IS NOT NULL
            """, on: connection)
        updateFirstDue = try Statement(
            "UPDATE steps SET first_due_at = ? WHERE delivery_seq = ? AND position = ?",
            on: connection)
        updateFailure = try Statement(
            "UPDATE deliveries SET failure = ? WHERE seq = ?", on: connection)
        insertAttempt = try Statement(
            "INSERT OR REPLACE INTO attempts VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", on: connection)
    }

    /// The row number of a plan; equal plans share one row.
    func planSequence(digest: [UInt8], text: String) throws(SQLiteError) -> Int64 {
        if let known = try findPlan.first(.blob(digest), read: { $0.integer(0) }) { return known }
        return try insertPlan.first(.blob(digest), .text(text)) { $0.integer(0) } ?? 0
    }

    func plan(_ sequence: Int64) throws(SQLiteError) -> String? {
        try selectPlan.first(.integer(sequence)) { $0.text(0) }
    }

    func insert(
        _ delivery: NewDelivery, planSequence: Int64, dueAt: Timestamp
    ) throws(SQLiteError) {
        let sequence = try insertDelivery.first(
            .text(delivery.id), .integer(delivery.eventSequence), .text(delivery.plan.rule),
            .integer(planSequence), .integer(dueAt.milliseconds),
            SQLiteValue(delivery.failure?.serialized())
        ) { $0.integer(0) }
        try insertStep(delivery: sequence ?? 0, position: 0, dueAt: dueAt)
    }

    func insertStep(
        delivery: Int64, position: Int, dueAt: Timestamp
    ) throws(SQLiteError) {
        try insertStep.run(
            .integer(delivery), SQLiteValue(position), .integer(dueAt.milliseconds))
    }

    /// The deliveries with a due step, the longest due first.
    func due(at now: Timestamp, limit: Int) throws(SQLiteError) -> [Int64] {
        try selectDue.all(.integer(now.milliseconds), SQLiteValue(limit)) { $0.integer(0) }
    }

    func row(_ delivery: Int64) throws(SQLiteError) -> DueRow? {
        try selectRow.first(.integer(delivery)) { row in
            DueRow(
                sequence: row.integer(0), id: row.text(1), eventSequence: row.integer(2),
                eventID: row.text(3), planSequence: row.integer(4),
                isFollowing: row.integer(5) == 1, position: Int(row.integer(6)),
                failure: row.optionalText(7), document: row.text(8))
        }
    }

    func nextDue(after now: Timestamp) throws(SQLiteError) -> Timestamp? {
        let found = try selectNextDue.first(
            .integer(now.milliseconds), .integer(OutboxTable.notBeforeItsTurn.milliseconds)
        ) { $0.optionalInteger(0) }
        return found.flatMap { $0 }.map(Timestamp.init(milliseconds:))
    }

    func openCount() throws(SQLiteError) -> Int64 {
        try countOpen.first { $0.integer(0) } ?? 0
    }

    func step(
        delivery: Int64, position: Int
    ) throws(SQLiteError) -> (firstDueAt: Timestamp, input: String?)? {
        try selectStep.first(.integer(delivery), SQLiteValue(position)) {
            (Timestamp(milliseconds: $0.integer(0)), $0.optionalText(1))
        }
    }

    func results(delivery: Int64) throws(SQLiteError) -> [StepResult] {
        try selectResults.all(.integer(delivery)) { row in
            StepResult(
                position: Int(row.integer(0)),
                isSucceeded: row.text(1) == DeliveryStatus.succeeded.rawValue, text: row.text(2))
        }
    }

    /// How many attempts were begun, and whether the last one has no known end.
    func lastAttempt(
        delivery: Int64, position: Int
    ) throws(SQLiteError) -> (number: Int, isOpen: Bool, firstAt: Timestamp?) {
        try selectLastAttempt.first(.integer(delivery), SQLiteValue(position)) {
            (
                Int($0.integer(0)), $0.integer(1) == 1,
                $0.optionalInteger(2).map(Timestamp.init(milliseconds:))
            )
        } ?? (0, false, nil)
    }

    func setStep(
        delivery: Int64, position: Int, status: DeliveryStatus, result: String?
    ) throws(SQLiteError) {
        try updateStep.run(
            .text(status.rawValue), SQLiteValue(result), .integer(delivery), SQLiteValue(position))
    }

    func setInput(
        delivery: Int64, position: Int, _ input: String
    ) throws(SQLiteError) {
        try updateInput.run(.text(input), .integer(delivery), SQLiteValue(position))
    }

    /// Keeps the input there is.
    func setMissingInput(
        delivery: Int64, position: Int, _ input: String
    ) throws(SQLiteError) {
        try updateMissingInput.run(.text(input), .integer(delivery), SQLiteValue(position))
    }

    /// Moves an open delivery on from the step at `position`, if it follows or if it does not;
    /// changes no row when it is not there any more.
    func setDelivery(
        _ delivery: Int64, at position: Int, isFollowing: Bool, status: DeliveryStatus, next: Int,
        dueAt: Timestamp?
    ) throws(SQLiteError) {
        try updateDelivery.run(
            .text(status.rawValue), SQLiteValue(next), SQLiteValue(dueAt?.milliseconds),
            .integer(delivery), SQLiteValue(position), isFollowing ? 1 : 0)
    }

    /// Changes no row when the delivery does not stand at `position` any more.
    func setDue(
        _ delivery: Int64, at position: Int, _ dueAt: Timestamp
    ) throws(SQLiteError) {
        try updateDue.run(
            .integer(dueAt.milliseconds), .integer(delivery), SQLiteValue(position))
    }

    func setFirstDue(
        _ delivery: Int64, at position: Int, _ dueAt: Timestamp
    ) throws(SQLiteError) {
        try updateFirstDue.run(
            .integer(dueAt.milliseconds), .integer(delivery), SQLiteValue(position))
    }

    func setFailure(_ delivery: Int64, _ failure: String) throws(SQLiteError) {
        try updateFailure.run(.text(failure), .integer(delivery))
    }

    /// An attempt that begins: its end is not known yet.
    func openAttempt(
        delivery: Int64, position: Int, number: Int, at now: Timestamp
    ) throws(SQLiteError) {
        try insertAttempt.run(
            .integer(delivery), SQLiteValue(position), SQLiteValue(number),
            .integer(now.milliseconds), nil, nil, nil, nil, nil, nil)
    }

    func closeAttempt(
        delivery: Int64, position: Int, _ attempt: AttemptRecord
    ) throws(SQLiteError) {
        try insertAttempt.run(
            .integer(delivery), SQLiteValue(position), SQLiteValue(attempt.number),
            .integer(attempt.startedAt.milliseconds), .integer(attempt.durationMilliseconds),
            .text(attempt.outcome.rawValue), SQLiteValue(attempt.reason?.rawValue),
            SQLiteValue(attempt.message), .text(attempt.request.serialized()),
            SQLiteValue(attempt.response?.serialized()))
    }
}

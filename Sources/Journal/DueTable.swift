import Events
import Lifecycle
import SQLite

/// A due delivery as far as it tells where its step goes.
struct GlanceRow {
    let planSequence: Int64
    let position: Int
    let isFollowing: Bool
    let firstDueAt: Timestamp
}

/// The statements on when steps are due, apart from their own story: steps that are put off, and
/// what a clock that was set has moved.
final class DueTable {
    private let selectGlance: Statement
    private let updateParked: Statement
    private let updateDue: Statement
    private let updateLateFirstDue: Statement
    private let updateDeadlines: Statement
    private let updateDueOfFollowers: Statement
    private let updatePollTimes: Statement

    /// Parked steps that one write makes due.
    private static let recalledMax = 2_000

    init(_ connection: borrowing Connection) throws(SQLiteError) {
        selectGlance = try Statement(
            """
            SELECT d.plan_seq, d.position, d.status = 'following', s.first_due_at
            FROM deliveries d JOIN steps s ON s.delivery_seq = d.seq AND s.position = d.position
            WHERE d.seq = ?
            """, on: connection)
        updateDue = try Statement(
            "UPDATE deliveries SET due_at = ? WHERE seq = ? AND due_at IS NOT NULL",
            on: connection)
        updateParked = try Statement(
            """
            UPDATE deliveries SET due_at = ?1 WHERE seq IN (
                SELECT seq FROM deliveries d WHERE due_at > ?2 AND due_at < ?3
                AND status = 'pending' AND NOT EXISTS (SELECT 1 FROM outbox
                    WHERE delivery_seq = d.seq AND turn IS NOT NULL)
                ORDER BY due_at LIMIT \(Self.recalledMax))
            """, on: connection)
        updateLateFirstDue = try Statement(
            """
            UPDATE steps SET first_due_at = ?1
            WHERE delivery_seq = ?2 AND position = ?3 AND first_due_at > ?1
            """, on: connection)
        updateDeadlines = try Statement(
            "UPDATE followers SET deadline = deadline + ?", on: connection)
        updateDueOfFollowers = try Statement(
            """
            UPDATE deliveries SET due_at = due_at + ?
            WHERE seq IN (SELECT delivery_seq FROM followers) AND due_at IS NOT NULL
            """, on: connection)
        updatePollTimes = try Statement(
            "UPDATE followed SET poll_at = poll_at + ?1, joined_at = joined_at + ?1",
            on: connection)
    }

    func glance(_ delivery: Int64) throws(SQLiteError) -> GlanceRow? {
        try selectGlance.first(.integer(delivery)) { row in
            GlanceRow(
                planSequence: row.integer(0), position: Int(row.integer(1)),
                isFollowing: row.integer(2) == 1,
                firstDueAt: Timestamp(milliseconds: row.integer(3)))
        }
    }

    /// The step of an open delivery is due then; how long it may be tried stays as it is.
    func set(_ delivery: Int64, _ dueAt: Timestamp) throws(SQLiteError) {
        try updateDue.run(.integer(dueAt.milliseconds), .integer(delivery))
    }

    /// Makes some of those due that wait beyond a time; returns how many.
    func recall(
        beyond latest: Timestamp, now: Timestamp, on connection: borrowing Connection
    ) throws(SQLiteError) -> Int {
        try updateParked.run(
            .integer(now.milliseconds), .integer(latest.milliseconds),
            .integer(OutboxTable.notBeforeItsTurn.milliseconds))
        return connection.changes()
    }

    /// No step has become due later than now: the clock was set back since.
    func limitFirstDue(_ delivery: Int64, at position: Int, _ now: Timestamp) throws(SQLiteError) {
        try updateLateFirstDue.run(
            .integer(now.milliseconds), .integer(delivery), SQLiteValue(position))
    }

    /// Everything that somebody waits for comes that much later.
    func moveDeadlines(by milliseconds: Int64) throws(SQLiteError) {
        try updateDeadlines.run(.integer(milliseconds))
        try updateDueOfFollowers.run(.integer(milliseconds))
        try updatePollTimes.run(.integer(milliseconds))
    }
}

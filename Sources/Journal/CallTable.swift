import Events
import JSON
import Lifecycle
import SQLite

/// The statements on calls that are made once per identical input, and on those who wait for them.
final class CallTable {
    private let selectCall: Statement
    private let insertCall: Statement
    private let updateOutcome: Statement
    private let deleteOpen: Statement
    private let insertWaiting: Statement
    private let deleteWaiting: Statement
    private let updateDue: Statement
    private let updateDueOfNext: Statement
    private let deleteAllWaiting: Statement
    private let updateUntried: Statement

    /// Who has made a call, or is making it.
    struct Holder {
        let delivery: Int64
        let deliveryID: String
        let position: Int
        let startedAt: Timestamp
        /// Nil while the call is under way.
        let outcome: String?
        /// Whether the delivery still stands at that step.
        let isThere: Bool
    }

    /// Steps that are made due in one commit.
    private static let untriedMax = 1_000

    init(_ connection: borrowing Connection) throws(SQLiteError) {
        updateUntried = try Statement(
            """
            UPDATE deliveries SET due_at = ?1 WHERE seq IN (
                SELECT seq FROM deliveries AS d
                WHERE due_at > ?1 AND due_at < \(OutboxTable.notBeforeItsTurn.milliseconds)
                AND status = 'pending' AND NOT EXISTS (SELECT 1 FROM attempts
                    WHERE delivery_seq = d.seq AND position = d.position)
                AND NOT EXISTS (SELECT 1 FROM outbox
                    WHERE delivery_seq = d.seq AND turn IS NOT NULL)
                LIMIT \(Self.untriedMax))
            """, on: connection)
        selectCall = try Statement(
            """
            SELECT d.seq, d.id, c.position, c.started_at, c.outcome,
            d.due_at IS NOT NULL AND d.position = c.position
            FROM calls c JOIN deliveries d ON d.seq = c.delivery_seq WHERE c.key = ?
            """, on: connection)
        insertCall = try Statement(
            "INSERT OR REPLACE INTO calls VALUES(?, ?, ?, ?, NULL)", on: connection)
        updateOutcome = try Statement(
            """
            UPDATE calls SET outcome = ?, started_at = ?
            WHERE delivery_seq = ? AND position = ? AND outcome IS NULL RETURNING key
            """, on: connection)
        deleteOpen = try Statement(
            """
            DELETE FROM calls
            WHERE delivery_seq = ? AND position = ? AND outcome IS NULL RETURNING key
            """, on: connection)
        insertWaiting = try Statement("INSERT OR REPLACE INTO waiting VALUES(?, ?)", on: connection)
        deleteWaiting = try Statement(
            "DELETE FROM waiting WHERE delivery_seq = ? RETURNING key", on: connection)
        updateDue = try Statement(
            """
            UPDATE deliveries SET due_at = ? WHERE due_at IS NOT NULL
            AND seq IN (SELECT delivery_seq FROM waiting WHERE key = ?)
            """, on: connection)
        updateDueOfNext = try Statement(
            """
            UPDATE deliveries SET due_at = ?1 WHERE due_at IS NOT NULL
            AND seq = (SELECT min(delivery_seq) FROM waiting WHERE key = ?2)
            AND NOT EXISTS (SELECT 1 FROM calls WHERE key = ?2)
            """, on: connection)
        deleteAllWaiting = try Statement("DELETE FROM waiting WHERE key = ?", on: connection)
    }

    func holder(_ key: [UInt8]) throws(SQLiteError) -> Holder? {
        try selectCall.first(.blob(key)) { row in
            Holder(
                delivery: row.integer(0), deliveryID: row.text(1), position: Int(row.integer(2)),
                startedAt: Timestamp(milliseconds: row.integer(3)), outcome: row.optionalText(4),
                isThere: row.integer(5) == 1)
        }
    }

    /// The call is this step's now, and under way.
    func take(
        _ key: [UInt8], delivery: Int64, position: Int, now: Timestamp
    ) throws(SQLiteError) {
        try insertCall.run(
            .blob(key), .integer(delivery), SQLiteValue(position), .integer(now.milliseconds))
    }

    /// The step's call has been made: all who wait for it are due.
    func setOutcome(
        _ outcome: JSONValue, delivery: Int64, position: Int, startedAt: Timestamp, now: Timestamp
    ) throws(SQLiteError) {
        let keys = try updateOutcome.all(
            .text(outcome.serialized()), .integer(startedAt.milliseconds), .integer(delivery),
            SQLiteValue(position)
        ) { $0.blob(0) }
        for key in keys {
            try updateDue.run(.integer(now.milliseconds), .blob(key))
            try deleteAllWaiting.run(.blob(key))
        }
    }

    /// The step will not make the call it has claimed: somebody else may.
    func giveUp(delivery: Int64, position: Int, now: Timestamp) throws(SQLiteError) {
        let keys = try deleteOpen.all(.integer(delivery), SQLiteValue(position)) { $0.blob(0) }
        for key in keys { try wakeNext(key, now: now) }
    }

    func wait(for key: [UInt8], delivery: Int64) throws(SQLiteError) {
        try insertWaiting.run(.integer(delivery), .blob(key))
    }

    /// When it was this one's turn to make the call and it has not claimed it, it is the next
    /// one's.
    func stopWaiting(_ delivery: Int64, now: Timestamp) throws(SQLiteError) {
        let key = try deleteWaiting.first(.integer(delivery)) { $0.blob(0) }
        if let key { try wakeNext(key, now: now) }
    }

    /// One of those who wait for a call that nobody makes: all at once would ask for it again each
    /// time that one of them fails. It waits on until it has claimed the call, or does something
    /// else.
    private func wakeNext(_ key: [UInt8], now: Timestamp) throws(SQLiteError) {
        try updateDueOfNext.run(.integer(now.milliseconds), .blob(key))
    }

    /// Makes some steps due that wait for their first attempt; returns how many.
    func queueAnew(
        now: Timestamp, on connection: borrowing Connection
    ) throws(SQLiteError) -> Int {
        try updateUntried.run(.integer(now.milliseconds))
        return connection.changes()
    }
}

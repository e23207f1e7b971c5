import Events
import JSON
import Lifecycle
import SQLite

/// A message in its destination's queue, or taken out of it, as its row has it.
struct OutboxRow {
    let destination: String
    let group: String
    let message: WaitingRow
    /// Set when another delivery's message has told it too.
    let digestedBy: String?
    let isQueued: Bool
    /// What it is about, and what it tells of that.
    let conditionKey: String?
    let state: MessageState

    /// What is remembered of the condition when a digest has told it; nil for what settles none.
    func condition(toldAt: Timestamp) -> (key: String, told: ToldMessage)? {
        guard let conditionKey, state == .firing || state == .resolved else { return nil }
        let told = ToldMessage(
            reference: .null, headline: message.headline, state: state, toldAt: toldAt,
            queuedAt: message.queuedAt)
        return (conditionKey, told)
    }
}

/// A queued message that may be told together with others.
struct WaitingRow {
    let delivery: Int64
    let severity: String
    let headline: String
    let queuedAt: Timestamp

    /// Reads the columns of a message, which stand first.
    fileprivate init(_ row: borrowing Row) {
        delivery = row.integer(0)
        severity = row.text(1)
        headline = row.text(2)
        queuedAt = Timestamp(milliseconds: row.integer(3))
    }
}

/// The statements on messages that queue for their destination. The order of a queue is one look at
/// an index, however long it is: SQLite sorts null first, so that those that are not held stand
/// before those that are.
final class OutboxTable {
    private let insertRow: Statement
    private let selectRow: Statement
    private let deleteRow: Statement
    private let updateHeld: Statement
    private let updateFree: Statement
    private let selectHead: Statement
    private let selectLetGo: Statement
    private let selectAllLetGo: Statement
    private let updateTurn: Statement
    private let dues: DueTable
    private let updateDigested: Statement
    private let selectSomeWaiting: Statement
    private let selectGroup: Statement
    private let selectGroupOnceHeld: Statement

    /// "Not before its turn": 9999-01-01, as the due time of a step that waits in a queue. Null
    /// would mean that its delivery has ended.
    static let notBeforeItsTurn = Timestamp(milliseconds: 253_370_764_800_000)

    /// Messages that come free at one look, so that the end of a night does not cost everything at
    /// once. Those that come free at one time do so in their order.
    private static let freedMax = 100
    /// Messages that are taken out of their queues in one commit.
    private static let recalledMax = 1_000

    init(_ connection: borrowing Connection, dues: DueTable) throws(SQLiteError) {
        self.dues = dues
        insertRow = try Statement(
            """
            INSERT INTO outbox(delivery_seq, destination, msg_group, severity, headline, queued_at,
                held_until, condition_key, state, turn)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT(delivery_seq) DO UPDATE
            SET destination = excluded.destination, msg_group = excluded.msg_group,
                severity = excluded.severity, headline = excluded.headline,
                held_until = excluded.held_until, condition_key = excluded.condition_key,
                state = excluded.state, turn = iif(digested_by IS NULL, 0, NULL)
            """, on: connection)
        selectRow = try Statement(
            """
            SELECT delivery_seq, severity, headline, queued_at, destination, msg_group,
                digested_by, turn IS NOT NULL, condition_key, state
            FROM outbox WHERE delivery_seq = ?
            """, on: connection)
        deleteRow = try Statement(
            "DELETE FROM outbox WHERE delivery_seq = ? RETURNING destination", on: connection)
        updateHeld = try Statement(
            """
            UPDATE outbox SET held_until = max(coalesce(held_until, ?1), ?1) WHERE delivery_seq = ?2
            """, on: connection)
        updateFree = try Statement(
            """
            UPDATE outbox SET held_until = NULL WHERE delivery_seq IN (
                SELECT delivery_seq FROM outbox INDEXED BY outbox_queue
                WHERE destination = ? AND held_until <= ? AND turn IS NOT NULL
                ORDER BY held_until, delivery_seq LIMIT \(Self.freedMax))
            """, on: connection)
        selectHead = try Statement(
            """
            SELECT delivery_seq, held_until, queued_at FROM outbox INDEXED BY outbox_queue
            WHERE destination = ? AND turn IS NOT NULL ORDER BY held_until, delivery_seq LIMIT 1
            """, on: connection)
        selectLetGo = try Statement(
            """
            SELECT o.delivery_seq, d.due_at
            FROM outbox o INDEXED BY outbox_turn JOIN deliveries d ON d.seq = o.delivery_seq
            WHERE o.destination = ? AND o.turn = 1
            """, on: connection)
        selectAllLetGo = try Statement(
            "SELECT delivery_seq FROM outbox INDEXED BY outbox_turn WHERE turn = 1", on: connection)
        updateTurn = try Statement(
            "UPDATE outbox SET turn = ? WHERE delivery_seq = ?", on: connection)
        updateDigested = try Statement(
            """
            UPDATE outbox SET turn = NULL,
                digested_by = (SELECT id FROM deliveries WHERE seq = ?1)
            WHERE delivery_seq = ?2 AND destination = ?3 AND digested_by IS NULL
            """, on: connection)
        selectSomeWaiting = try Statement(
            """
            SELECT delivery_seq FROM outbox INDEXED BY outbox_queue
            WHERE turn IS NOT NULL AND turn = 0 LIMIT ?
            """, on: connection)
        let group = """
            SELECT delivery_seq, severity, headline, queued_at FROM outbox INDEXED BY outbox_group
            WHERE destination = ? AND msg_group = ? AND turn IS NOT NULL
            """
        selectGroup = try Statement(
            "\(group) AND held_until IS NULL ORDER BY delivery_seq LIMIT ?", on: connection)
        selectGroupOnceHeld = try Statement(
            "\(group) AND held_until <= ? ORDER BY held_until, delivery_seq LIMIT ?",
            on: connection)
    }

    // MARK: Rows

    /// Puts a message into its queue. One that was taken out of it before keeps its time, and one
    /// that has been told meanwhile stays out.
    func insert(
        _ delivery: Int64, _ message: QueuedMessage, queuedAt: Timestamp
    ) throws(SQLiteError) {
        try insertRow.run(
            .integer(delivery), .text(message.destination), .text(message.group),
            .text(message.severity), .text(message.headline), .integer(queuedAt.milliseconds),
            SQLiteValue(message.heldUntil?.milliseconds), SQLiteValue(message.conditionKey),
            .text(message.state.rawValue))
    }

    func row(_ delivery: Int64) throws(SQLiteError) -> OutboxRow? {
        try selectRow.first(.integer(delivery)) { row in
            OutboxRow(
                destination: row.text(4), group: row.text(5), message: WaitingRow(row),
                digestedBy: row.optionalText(6), isQueued: row.integer(7) == 1,
                conditionKey: row.optionalText(8),
                state: MessageState(rawValue: row.text(9)) ?? .none)
        }
    }

    /// Removes a row; returns the destination whose it was.
    func delete(_ delivery: Int64) throws(SQLiteError) -> String? {
        try deleteRow.first(.integer(delivery)) { $0.text(0) }
    }

    func hold(_ delivery: Int64, until time: Timestamp) throws(SQLiteError) {
        try updateHeld.run(.integer(time.milliseconds), .integer(delivery))
    }

    /// Another's message has told this one too, unless it waits elsewhere by now: it is due, and
    /// its queue goes on without it.
    func digest(
        _ delivery: Int64, by other: Int64, of destination: String, now: Timestamp,
        on connection: borrowing Connection
    ) throws(SQLiteError) {
        try updateDigested.run(.integer(other), .integer(delivery), .text(destination))
        guard connection.changes() == 1 else { return }
        try dues.set(delivery, now)
    }

    // MARK: The queue

    /// What was held until now waits like any other.
    func free(_ destination: String, now: Timestamp) throws(SQLiteError) {
        try updateFree.run(.text(destination), .integer(now.milliseconds))
    }

    /// Whose turn it is: the first that is not held, else the one that is held for the shortest.
    func head(
        of destination: String
    ) throws(SQLiteError) -> (delivery: Int64, heldUntil: Timestamp?, queuedAt: Timestamp)? {
        try selectHead.first(.text(destination)) {
            (
                $0.integer(0), $0.optionalInteger(1).map(Timestamp.init(milliseconds:)),
                Timestamp(milliseconds: $0.integer(2))
            )
        }
    }

    /// The one that was let go.
    func letGo(
        of destination: String
    ) throws(SQLiteError) -> (delivery: Int64, dueAt: Timestamp)? {
        try selectLetGo.first(.text(destination)) {
            ($0.integer(0), Timestamp(milliseconds: $0.integer(1)))
        }
    }

    func letGo(_ delivery: Int64, dueAt: Timestamp) throws(SQLiteError) {
        try updateTurn.run(1, .integer(delivery))
        try dues.set(delivery, dueAt)
    }

    func putAside(_ delivery: Int64) throws(SQLiteError) {
        try updateTurn.run(nil, .integer(delivery))
    }

    func putBack(_ delivery: Int64) throws(SQLiteError) {
        try updateTurn.run(0, .integer(delivery))
        try dues.set(delivery, Self.notBeforeItsTurn)
    }

    /// Takes some messages out of the queues that are not under way, due now; returns how many.
    func recall(
        now: Timestamp, on connection: borrowing Connection, unless isUnderWay: (Int64) -> Bool
    ) throws(SQLiteError) -> Int {
        let waiting = try selectSomeWaiting.all(SQLiteValue(Self.recalledMax)) { $0.integer(0) }
        let letGo = try selectAllLetGo.all(read: { $0.integer(0) })
        let recalled = waiting + letGo.filter { !isUnderWay($0) }
        for delivery in recalled {
            try updateTurn.run(nil, .integer(delivery))
            try dues.set(delivery, now)
        }
        return recalled.count
    }

    /// The messages of a group that are not held, in their order.
    func waiting(
        _ destination: String, group: String, limit: Int, now: Timestamp
    ) throws(SQLiteError) -> [WaitingRow] {
        let free = try selectGroup.all(.text(destination), .text(group), SQLiteValue(limit)) {
            WaitingRow($0)
        }
        let onceHeld = try selectGroupOnceHeld.all(
            .text(destination), .text(group), .integer(now.milliseconds), SQLiteValue(limit)
        ) { WaitingRow($0) }
        return Array((free + onceHeld).sorted { $0.delivery < $1.delivery }.prefix(limit))
    }
}

import Events
import JSON
import Lifecycle
import SQLite

/// The statements on destinations, on what they were told, and on the stories that messages tell.
final class DestinationTable {
    private let upsertState: Statement
    private let selectState: Statement
    private let updateAsked: Statement
    private let selectNextAt: Statement
    private let selectSummaries: Statement
    private let upsertTold: Statement
    private let selectTold: Statement
    private let insertStory: Statement
    private let selectStory: Statement
    private let deleteOldTold: Statement
    private let deleteOldStories: Statement

    /// By how much clocks are set back in daily life.
    static let clockStepMilliseconds: Int64 = 60_000

    private static let columns =
        "next_at, failures, failing_since, dead_since, dead_message, asked_at"

    init(_ connection: borrowing Connection) throws(SQLiteError) {
        upsertState = try Statement(
            "INSERT OR REPLACE INTO destinations VALUES(?, ?, ?, ?, ?, ?, ?, ?)", on: connection)
        selectState = try Statement(
            "SELECT \(Self.columns) FROM destinations WHERE name = ?", on: connection)
        updateAsked = try Statement(
            "UPDATE destinations SET asked_at = NULL WHERE dead_since IS NOT NULL", on: connection)
        selectNextAt = try Statement(
            "SELECT next_at FROM destinations WHERE name = ? AND set_at <= ?", on: connection)
        selectSummaries = try Statement(
            """
            SELECT \(Self.columns), n.name,
            (SELECT count(*) FROM outbox WHERE destination = n.name AND turn IS NOT NULL)
            FROM (
                SELECT name FROM destinations WHERE failures > 0 OR dead_since IS NOT NULL
                UNION SELECT destination FROM outbox WHERE turn IS NOT NULL
            ) n LEFT JOIN destinations d ON d.name = n.name ORDER BY n.name
            """, on: connection)
        upsertTold = try Statement(
            "INSERT OR REPLACE INTO told VALUES(?, ?, ?, ?)", on: connection)
        selectTold = try Statement(
            "SELECT message FROM told WHERE destination = ? AND key = ?", on: connection)
        insertStory = try Statement("INSERT OR IGNORE INTO stories VALUES(?, ?)", on: connection)
        selectStory = try Statement("SELECT began_at FROM stories WHERE key = ?", on: connection)
        deleteOldTold = try Statement(
            """
            DELETE FROM told WHERE (destination, key) IN (
                SELECT destination, key FROM told WHERE told_at < ?
                ORDER BY told_at LIMIT ?)
            """, on: connection)
        deleteOldStories = try Statement(
            """
            DELETE FROM stories WHERE key IN (
                SELECT key FROM stories WHERE began_at < ?
                ORDER BY began_at LIMIT ?)
            """, on: connection)
    }

    // MARK: States

    func set(
        _ name: String, _ state: DestinationState, at now: Timestamp
    ) throws(SQLiteError) {
        try upsertState.run(
            .text(name), SQLiteValue(state.nextAt?.milliseconds), SQLiteValue(state.failures),
            SQLiteValue(state.failingSince?.milliseconds),
            SQLiteValue(state.deadSince?.milliseconds), SQLiteValue(state.deadMessage),
            SQLiteValue(state.askedAt?.milliseconds), .integer(now.milliseconds))
    }

    func state(_ name: String) throws(SQLiteError) -> DestinationState? {
        try selectState.first(.text(name)) { DestinationState($0) }
    }

    /// Whoever is gone may be asked at once.
    func forgetAsking() throws(SQLiteError) { try updateAsked.run() }

    /// A pause that was noted later than now was noted by a clock that has been set back since, and
    /// would last for as long as that.
    func nextAt(_ name: String, now: Timestamp) throws(SQLiteError) -> Timestamp? {
        let latest = now.adding(milliseconds: Self.clockStepMilliseconds).milliseconds
        let found = try selectNextAt.first(.text(name), .integer(latest)) { $0.optionalInteger(0) }
        return found.flatMap { $0 }.map(Timestamp.init(milliseconds:))
    }

    func summaries() throws(SQLiteError) -> [DestinationSummary] {
        try selectSummaries.all { row in
            DestinationSummary(
                destination: row.text(6), waiting: Int(row.integer(7)),
                state: DestinationState(row))
        }
    }

    // MARK: What was told

    func remember(
        _ message: ToldMessage, by destination: String, about key: String
    ) throws(SQLiteError) {
        try upsertTold.run(
            .text(destination), .text(key), .text(message.json.serialized()),
            .integer(message.toldAt.milliseconds))
    }

    func told(to destination: String, about key: String) throws(SQLiteError) -> String? {
        try selectTold.first(.text(destination), .text(key)) { $0.text(0) }
    }

    // MARK: Stories

    /// A story that is known already keeps its beginning.
    func begin(_ story: StoryBeginning) throws(SQLiteError) {
        try insertStory.run(.text(story.key), .integer(story.at.milliseconds))
    }

    func began(_ story: String) throws(SQLiteError) -> Timestamp? {
        try selectStory.first(.text(story)) { Timestamp(milliseconds: $0.integer(0)) }
    }

    // MARK: Retention

    /// Removes up to `limit` of what was told before, and of what was begun; returns how many went.
    func purge(
        before cutoff: Timestamp, limit: Int, on connection: borrowing Connection
    ) throws(SQLiteError) -> Int {
        try deleteOldTold.run(.integer(cutoff.milliseconds), SQLiteValue(limit))
        let told = connection.changes()
        try deleteOldStories.run(.integer(cutoff.milliseconds), SQLiteValue(limit))
        return told + connection.changes()
    }
}

extension DestinationState {
    /// Reads the columns of a state, which stand first.
    fileprivate init(_ row: borrowing Row) {
        self.init()
        nextAt = row.optionalInteger(0).map(Timestamp.init(milliseconds:))
        failures = Int(row.integer(1))
        failingSince = row.optionalInteger(2).map(Timestamp.init(milliseconds:))
        deadSince = row.optionalInteger(3).map(Timestamp.init(milliseconds:))
        deadMessage = row.optionalText(4)
        askedAt = row.optionalInteger(5).map(Timestamp.init(milliseconds:))
    }
}

import Events
import JSON
import Lifecycle
import SQLite

/// A due question as its row has it.
struct PollRow {
    let key: String
    let poll: String
    let polls: Int
    let served: Int64
    let joinedAt: Timestamp
}

/// The statements on what is followed, on news of it, and on what calls have caused.
final class FollowTable {
    private let insertFollower: Statement
    private let selectFollower: Statement
    private let deleteFollower: Statement
    private let selectWaiting: Statement
    private let insertFollowed: Statement
    private let deleteFollowed: Statement
    private let selectPolls: Statement
    private let selectNextPoll: Statement
    private let updatePoll: Statement
    private let updatePollAt: Statement
    private let updateServed: Statement
    private let insertNews: Statement
    private let selectNews: Statement
    private let updateNews: Statement
    private let updateNewsOfAll: Statement
    private let dues: DueTable
    private let updateDueOfAll: Statement
    private let insertCaused: Statement
    private let selectCaused: Statement
    private let updateMark: Statement

    init(_ connection: borrowing Connection, dues: DueTable) throws(SQLiteError) {
        self.dues = dues
        insertFollower = try Statement(
            "INSERT INTO followers VALUES(?, ?, ?, ?, ?)", on: connection)
        selectFollower = try Statement(
            "SELECT key, deadline, news FROM followers WHERE delivery_seq = ?", on: connection)
        deleteFollower = try Statement(
            "DELETE FROM followers WHERE delivery_seq = ? RETURNING key", on: connection)
        selectWaiting = try Statement(
            """
            SELECT delivery_seq, baseline FROM followers
            WHERE key = ? AND news IS NULL AND delivery_seq > ? ORDER BY delivery_seq LIMIT ?
            """, on: connection)
        insertFollowed = try Statement(
            """
            INSERT INTO followed(key, poll, poll_at, joined_at) VALUES(?1, ?2, ?3, ?3)
            ON CONFLICT(key) DO UPDATE SET poll_at = min(poll_at, excluded.poll_at),
                joined_at = excluded.joined_at, polls = 0
            """, on: connection)
        deleteFollowed = try Statement(
            """
            DELETE FROM followed WHERE key = ?1
            AND NOT EXISTS (SELECT 1 FROM followers WHERE key = ?1 AND news IS NULL)
            """, on: connection)
        selectPolls = try Statement(
            """
            SELECT key, poll, polls, served, joined_at FROM followed WHERE poll_at <= ?
            ORDER BY poll_at, key LIMIT ?
            """, on: connection)
        selectNextPoll = try Statement("SELECT min(poll_at) FROM followed", on: connection)
        updatePoll = try Statement(
            """
            UPDATE followed SET served = 0, polls = polls + (joined_at = ?3),
            poll_at = iif(joined_at = ?3, ?2, min(?2, joined_at)) WHERE key = ?1
            """, on: connection)
        updatePollAt = try Statement(
            "UPDATE followed SET poll_at = ? WHERE key = ?", on: connection)
        updateServed = try Statement("UPDATE followed SET served = ? WHERE key = ?", on: connection)
        insertNews = try Statement("INSERT OR IGNORE INTO news VALUES(?, ?, ?)", on: connection)
        selectNews = try Statement(
            "SELECT news FROM news WHERE key = ? ORDER BY event_seq LIMIT 1", on: connection)
        updateNews = try Statement(
            "UPDATE followers SET news = ? WHERE delivery_seq = ? AND key = ? AND news IS NULL",
            on: connection)
        updateNewsOfAll = try Statement(
            "UPDATE followers SET news = ? WHERE key = ? AND news IS NULL", on: connection)
        updateDueOfAll = try Statement(
            """
            UPDATE deliveries SET due_at = ? WHERE due_at IS NOT NULL AND seq IN (
                SELECT delivery_seq FROM followers WHERE key = ? AND news IS NULL)
            """, on: connection)
        insertCaused = try Statement(
            """
            INSERT OR IGNORE INTO caused SELECT ?, rule, seq FROM deliveries WHERE seq = ?
            """, on: connection)
        selectCaused = try Statement(
            "SELECT 1 FROM caused WHERE key = ? AND rule = ? LIMIT 1", on: connection)
        updateMark = try Statement(
            """
            UPDATE caused SET key = ?1 WHERE rule = ?2 AND key = (
                SELECT min(key) FROM caused WHERE rule = ?2 AND key BETWEEN ?3 AND ?4)
            """, on: connection)
    }

    // MARK: Who follows

    func insert(
        _ delivery: Int64, _ following: Following, deadline: Timestamp, news: String?
    ) throws(SQLiteError) {
        try insertFollower.run(
            .integer(delivery), .text(following.key), .text(following.baseline.serialized()),
            .integer(deadline.milliseconds), SQLiteValue(news))
    }

    func follower(
        _ delivery: Int64
    ) throws(SQLiteError) -> (key: String, deadline: Timestamp, news: String?)? {
        try selectFollower.first(.integer(delivery)) {
            ($0.text(0), Timestamp(milliseconds: $0.integer(1)), $0.optionalText(2))
        }
    }

    /// The delivery follows no more, and nobody is asked on its account alone.
    func leave(_ delivery: Int64) throws(SQLiteError) {
        let key = try deleteFollower.first(.integer(delivery)) { $0.text(0) }
        if let key { try stopAsking(key) }
    }

    // MARK: News

    /// The first news of the key.
    func news(of key: String) throws(SQLiteError) -> String? {
        try selectNews.first(.text(key)) { $0.text(0) }
    }

    /// Keeps what an event tells, and tells it to all who wait for it.
    func keep(
        _ news: String, of key: String, fromEvent event: Int64, now: Timestamp
    ) throws(SQLiteError) {
        try insertNews.run(.text(key), .integer(event), .text(news))
        try tellAll(news, of: key, now: now)
    }

    /// Tells all who wait for news of the key.
    func tellAll(_ news: String, of key: String, now: Timestamp) throws(SQLiteError) {
        try updateDueOfAll.run(.integer(now.milliseconds), .text(key))
        try updateNewsOfAll.run(.text(news), .text(key))
        try stopAsking(key)
    }

    /// Tells one follower, if it still waits for news of the key.
    func tell(
        _ delivery: Int64, _ news: String, of key: String, now: Timestamp,
        on connection: borrowing Connection
    ) throws(SQLiteError) {
        try updateNews.run(.text(news), .integer(delivery), .text(key))
        guard connection.changes() == 1 else { return }
        try dues.set(delivery, now)
    }

    // MARK: Asking

    /// A key that several follow is asked once, with the first one's question.
    func ask(_ key: String, _ poll: String, at time: Timestamp) throws(SQLiteError) {
        try insertFollowed.run(.text(key), .text(poll), .integer(time.milliseconds))
    }

    /// Unless somebody still waits for news of the key.
    func stopAsking(_ key: String) throws(SQLiteError) {
        try deleteFollowed.run(.text(key))
    }

    func polls(at now: Timestamp, limit: Int) throws(SQLiteError) -> [PollRow] {
        try selectPolls.all(.integer(now.milliseconds), SQLiteValue(limit)) { row in
            PollRow(
                key: row.text(0), poll: row.text(1), polls: Int(row.integer(2)),
                served: row.integer(3), joinedAt: Timestamp(milliseconds: row.integer(4)))
        }
    }

    func nextPoll() throws(SQLiteError) -> Timestamp? {
        let found = try selectNextPoll.first { $0.optionalInteger(0) }
        return found.flatMap { $0 }.map(Timestamp.init(milliseconds:))
    }

    /// Those behind `served` who wait for news of the key.
    func waiting(
        for key: String, after served: Int64, limit: Int
    ) throws(SQLiteError) -> [(delivery: Int64, baseline: String)] {
        try selectWaiting.all(.text(key), .integer(served), SQLiteValue(limit)) {
            ($0.integer(0), $0.text(1))
        }
    }

    /// The question has been asked. Who has joined after `joined` was not among those asked for,
    /// and is not made to wait for longer than it wanted.
    func setNextPoll(
        _ key: String, at time: Timestamp, joined: Timestamp
    ) throws(SQLiteError) {
        try updatePoll.run(
            .text(key), .integer(time.milliseconds), .integer(joined.milliseconds))
    }

    /// The question is asked later.
    func putOff(_ key: String, until time: Timestamp) throws(SQLiteError) {
        try updatePollAt.run(.integer(time.milliseconds), .text(key))
    }

    func setServed(_ key: String, through delivery: Int64) throws(SQLiteError) {
        try updateServed.run(.integer(delivery), .text(key))
    }

    // MARK: Causes

    /// Notes what the delivery's rule has brought about.
    func insertCaused(_ key: String, by delivery: Int64) throws(SQLiteError) {
        try insertCaused.run(.text(key), .integer(delivery))
    }

    /// Makes a mark of the rule between these two the cause of `key`; false when there is none.
    func adopt(
        _ key: String, rule: String, marks: ClosedRange<String>, on connection: borrowing Connection
    ) throws(SQLiteError) -> Bool {
        try updateMark.run(
            .text(key), .text(rule), .text(marks.lowerBound), .text(marks.upperBound))
        return connection.changes() == 1
    }

    func hasCaused(_ key: String, rule: String) throws(SQLiteError) -> Bool {
        try selectCaused.first(.text(key), .text(rule)) { _ in true } ?? false
    }
}

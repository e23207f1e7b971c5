import SQLite

/// The journal's tables. `user_version` counts schema versions; a newer file is refused.
enum JournalSchema {
    static let version: Int64 = 3
    /// "hkfy": tells a journal from another program's database
    /// (https://sqlite.org/fileformat.html#application_id).
    static let applicationID: Int64 = 0x686B_6679
    /// The log is cut back to this after a reader has made it grow; 64 MiB, a little over
    /// `Checkpoint.logPagesMax`.
    static let logBytesMax = 64 << 20

    /// How long a statement waits for another program that reads or recovers the file.
    static let busyMilliseconds: Int32 = 5_000

    /// Sets the connection up and makes the tables when the file is new.
    static func prepare(_ connection: borrowing Connection) throws(JournalError) {
        if try isNew(connection) {
            // Before the first table, or it has no effect: a purge then gives pages back bit by bit
            // (https://sqlite.org/pragma.html#pragma_auto_vacuum).
            try execute("PRAGMA auto_vacuum = INCREMENTAL", on: connection)
        } else {
            try check(connection)
            try forgetStatistics(connection)
        }
        // WAL with synchronous=FULL: a commit returns after its fsync
        // (https://sqlite.org/pragma.html#pragma_synchronous).
        let mode = try journaled { () throws(SQLiteError) in
            try Statement("PRAGMA journal_mode = WAL", on: connection).first { $0.text(0) }
        }
        guard mode == "wal" else {
            throw JournalError(.unavailable, "the journal's file system cannot keep a SQLite log")
        }
        try execute(
            """
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA journal_size_limit = \(logBytesMax);
            """, on: connection)
        if try isNew(connection) {
            try execute(
                """
                BEGIN;
                \(firstTables)
                PRAGMA application_id = \(applicationID);
                \(secondTables)
                \(thirdTables)
                COMMIT;
                """, on: connection)
        } else {
            try upgrade(connection)
        }
    }

    /// Earlier programs have left statistics. Made while there were few rows, they make SQLite read
    /// a whole table where a key is known, however large it has become since
    /// (https://sqlite.org/lang_analyze.html).
    private static func forgetStatistics(
        _ connection: borrowing Connection
    ) throws(JournalError) {
        let name = "sqlite_schema WHERE name = 'sqlite_stat1'"
        guard try number("SELECT count(*) FROM \(name)", on: connection) > 0 else { return }
        try execute("DELETE FROM sqlite_stat1; ANALYZE sqlite_schema", on: connection)
    }

    /// Adds what the file's version lacks, in one transaction.
    private static func upgrade(_ connection: borrowing Connection) throws(JournalError) {
        let missing = additions(since: try number("PRAGMA user_version", on: connection))
        guard !missing.isEmpty else { return }
        try execute("BEGIN IMMEDIATE; \(missing) COMMIT;", on: connection)
    }

    /// What a file of an earlier version lacks.
    static func additions(since version: Int64) -> String {
        switch version {
        case 1: secondTables + thirdTables
        case 2: thirdTables
        default: ""
        }
    }

    /// Refuses a file that is no journal of this version.
    static func check(_ connection: borrowing Connection) throws(JournalError) {
        let found = try number("PRAGMA user_version", on: connection)
        guard try number("PRAGMA application_id", on: connection) == applicationID else {
            throw JournalError(.damaged, "the file is a database, but not a journal of hookferry")
        }
        guard found <= version else {
            throw JournalError(
                .newerSchema,
                "the journal has schema version \(found); this program knows \(version)")
        }
    }

    private static func isNew(_ connection: borrowing Connection) throws(JournalError) -> Bool {
        try number("SELECT count(*) FROM sqlite_schema", on: connection) == 0
    }

    private static func number(
        _ sql: String, on connection: borrowing Connection
    ) throws(JournalError) -> Int64 {
        do { return try Statement(sql, on: connection).first { $0.integer(0) } ?? 0 } catch {
            throw JournalError(error)
        }
    }

    private static func execute(
        _ sql: String, on connection: borrowing Connection
    ) throws(JournalError) {
        do { try connection.execute(sql) } catch { throw JournalError(error) }
    }

    /// The tables of version 1.
    ///
    /// `event_keys` holds the first 16 bytes of SHA-256 of source and delivery id, and another 16
    /// of a fingerprint where there is one: what was accepted before is found by them.
    /// `events.key` is the event's own, 16 or 32 bytes, for the purge. `due_at` is null exactly
    /// when a delivery has ended. `document` stands last, so that a list of events need not read
    /// it. Equal plans share one row.
    static let firstTables = """
        CREATE TABLE events(
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            source TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            key BLOB NOT NULL,
            event_source TEXT NOT NULL,
            detail_type TEXT NOT NULL,
            document TEXT NOT NULL
        );
        CREATE INDEX events_received ON events(received_at);
        CREATE TABLE event_keys(key BLOB PRIMARY KEY, event_seq INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE plans(
            seq INTEGER PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE,
            steps TEXT NOT NULL
        );
        CREATE TABLE deliveries(
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            event_seq INTEGER NOT NULL REFERENCES events(seq),
            rule TEXT NOT NULL,
            plan_seq INTEGER NOT NULL REFERENCES plans(seq),
            status TEXT NOT NULL,
            position INTEGER NOT NULL,
            due_at INTEGER,
            failure TEXT
        );
        CREATE INDEX deliveries_due ON deliveries(due_at, seq) WHERE due_at IS NOT NULL;
        CREATE INDEX deliveries_event ON deliveries(event_seq);
        CREATE INDEX deliveries_plan ON deliveries(plan_seq);
        CREATE INDEX deliveries_dead ON deliveries(seq) WHERE status IN ('dead', 'uncertain');
        CREATE TABLE steps(
            delivery_seq INTEGER NOT NULL REFERENCES deliveries(seq),
            position INTEGER NOT NULL,
            status TEXT NOT NULL,
            first_due_at INTEGER NOT NULL,
            input TEXT,
            result TEXT,
            PRIMARY KEY(delivery_seq, position)
        ) WITHOUT ROWID;
        CREATE TABLE attempts(
            delivery_seq INTEGER NOT NULL,
            position INTEGER NOT NULL,
            number INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            duration_ms INTEGER,
            outcome TEXT,
            reason TEXT,
            message TEXT,
            request TEXT,
            response TEXT,
            PRIMARY KEY(delivery_seq, position, number)
        ) WITHOUT ROWID;
        CREATE TABLE progress(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO progress VALUES('planned_through', 0);
        """

    /// What version 2 adds: calls that are followed, that have caused something, and that are made
    /// once per identical input.
    ///
    /// `followers` holds the steps that follow, `followed` what is asked for news: a key stands
    /// there exactly while somebody without news follows it and it can be asked for. `served` is
    /// the last follower whom the question has reached that is asked in parts; `joined_at` when the
    /// last one who joined wants the question asked. `waiting` keeps who waits for another's call
    /// until the call is made, or is the step's own. `calls.key` is the first 16 bytes of the
    /// SHA-256 of the call; `outcome` is null while the call is under way. Every row but those of
    /// `followed` goes with its event or delivery.
    private static let secondTables = """
        CREATE TABLE followers(
            delivery_seq INTEGER PRIMARY KEY REFERENCES deliveries(seq) ON DELETE CASCADE,
            key TEXT NOT NULL,
            baseline TEXT NOT NULL,
            deadline INTEGER NOT NULL,
            news TEXT
        );
        CREATE INDEX followers_waiting ON followers(key, delivery_seq) WHERE news IS NULL;
        CREATE TABLE followed(
            key TEXT PRIMARY KEY,
            poll TEXT NOT NULL,
            poll_at INTEGER NOT NULL,
            joined_at INTEGER NOT NULL,
            polls INTEGER NOT NULL DEFAULT 0,
            served INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        CREATE INDEX followed_poll ON followed(poll_at);
        CREATE TABLE news(
            key TEXT NOT NULL,
            event_seq INTEGER NOT NULL REFERENCES events(seq) ON DELETE CASCADE,
            news TEXT NOT NULL,
            PRIMARY KEY(key, event_seq)
        ) WITHOUT ROWID;
        CREATE INDEX news_event ON news(event_seq);
        CREATE TABLE caused(
            key TEXT NOT NULL,
            rule TEXT NOT NULL,
            delivery_seq INTEGER NOT NULL REFERENCES deliveries(seq) ON DELETE CASCADE,
            PRIMARY KEY(key, rule, delivery_seq)
        ) WITHOUT ROWID;
        CREATE INDEX caused_delivery ON caused(delivery_seq);
        CREATE TABLE calls(
            key BLOB PRIMARY KEY,
            delivery_seq INTEGER NOT NULL REFERENCES deliveries(seq) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            outcome TEXT
        ) WITHOUT ROWID;
        CREATE INDEX calls_delivery ON calls(delivery_seq, position);
        CREATE TABLE waiting(
            delivery_seq INTEGER PRIMARY KEY REFERENCES deliveries(seq) ON DELETE CASCADE,
            key BLOB NOT NULL
        );
        CREATE INDEX waiting_key ON waiting(key);
        """

    /// What version 3 adds: messages that queue for their destination, what is known of the
    /// destinations and what they were told, and the stories that messages tell.
    ///
    /// `outbox.turn` is 0 for a message that waits in its queue, whose delivery is due in the year
    /// 9999; 1 for the one of its destination that was let go; null for one that stands in no
    /// queue, because another has told it or because it is to be queued again. A row goes with its
    /// delivery, or when the step has ended. `told.message` is JSON.
    private static let thirdTables = """
        CREATE TABLE outbox(
            delivery_seq INTEGER PRIMARY KEY REFERENCES deliveries(seq) ON DELETE CASCADE,
            destination TEXT NOT NULL,
            msg_group TEXT NOT NULL,
            severity TEXT NOT NULL,
            headline TEXT NOT NULL,
            condition_key TEXT,
            state TEXT NOT NULL,
            queued_at INTEGER NOT NULL,
            held_until INTEGER,
            digested_by TEXT,
            turn INTEGER
        );
        CREATE INDEX outbox_queue ON outbox(destination, held_until, delivery_seq)
            WHERE turn IS NOT NULL;
        CREATE INDEX outbox_group ON outbox(destination, msg_group, held_until, delivery_seq)
            WHERE turn IS NOT NULL;
        CREATE UNIQUE INDEX outbox_turn ON outbox(destination) WHERE turn = 1;
        CREATE TABLE destinations(
            name TEXT PRIMARY KEY,
            next_at INTEGER,
            failures INTEGER NOT NULL,
            failing_since INTEGER,
            dead_since INTEGER,
            dead_message TEXT,
            asked_at INTEGER,
            set_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE told(
            destination TEXT NOT NULL,
            key TEXT NOT NULL,
            message TEXT NOT NULL,
            told_at INTEGER NOT NULL,
            PRIMARY KEY(destination, key)
        ) WITHOUT ROWID;
        CREATE INDEX told_at ON told(told_at);
        CREATE TABLE stories(key TEXT PRIMARY KEY, began_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX stories_began ON stories(began_at);
        PRAGMA user_version = \(version);
        """
}

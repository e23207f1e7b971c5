import SQLite

/// The journal's tables. `user_version` counts schema versions; a newer file is refused.
enum JournalSchema {
    static let version: Int64 = 1

    static func prepare(_ connection: borrowing Connection) throws(JournalError) {
        connection.setBusyTimeout(milliseconds: 5_000)
        let found = try journaled { () throws(SQLiteError) in
            // WAL with synchronous=FULL: a commit returns after its fsync
            // (https://sqlite.org/pragma.html#pragma_synchronous).
            try connection.execute(
                """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA wal_autocheckpoint = 4000;
                """)
            return try Statement("PRAGMA user_version", on: connection).first { $0.integer(0) }
        }
        switch found ?? 0 {
        case version: return
        case 0: try journaled { () throws(SQLiteError) in try connection.execute(creation) }
        case let newer:
            throw JournalError(
                .newerSchema,
                "the journal has schema version \(newer); this program knows \(version)")
        }
    }

    /// `event_keys` holds the first 16 bytes of SHA-256 of source and delivery id: what was accepted
    /// before is found by it. `due_at` is null exactly when a delivery has ended.
    private static let creation = """
        BEGIN;
        CREATE TABLE events(
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            source TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            key BLOB NOT NULL,
            document TEXT NOT NULL
        );
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
        PRAGMA user_version = 1;
        COMMIT;
        """
}

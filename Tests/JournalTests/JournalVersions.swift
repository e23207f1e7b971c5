import Events
import Foundation
import JSON
import Lifecycle

@testable import Journal

/// Files as earlier programs made them. They are written out here, so that no change of the schema
/// changes them too.
extension JournalSchemaTests {
    /// A file as the program of version 1 made it, with one delivery that is due.
    static var versionOne: String {
        """
        \(versionOneTables)
        \(eventRows(1))
        INSERT INTO plans VALUES(1, x'00', \(quoted(samplePlan.json.serialized())));
        INSERT INTO deliveries VALUES(
            1, 'x1', 1, 'snapshot', 1, 'pending', 0, \(noon.milliseconds), NULL);
        INSERT INTO steps VALUES(1, 0, 'pending', \(noon.milliseconds), NULL, NULL);
        UPDATE progress SET value = 1;
        """
    }

    /// The rows of `sampleEvent(number)`.
    static func eventRows(_ number: Int) -> String {
        let event = sampleEvent(number)
        let keys = EventKeys(event.intake, fingerprint: nil).bytes
        let key = keys.map { String(format: "%02x", $0) }.joined()
        return """
            INSERT INTO events VALUES(\(number), 'e\(number)', 'topic', \(noon.milliseconds),
                x'\(key)', 'aws.config', 'Snapshot', \(quoted(event.json.text)));
            INSERT INTO event_keys VALUES(x'\(key)', \(number));

            """
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacingOccurrences(of: "'", with: "''") + "'"
    }

    /// The same as the program of version 2 left it: the call has been made and is followed.
    static var versionTwo: String {
        """
        \(versionOne)
        BEGIN;
        \(versionTwoTables)
        UPDATE deliveries SET status = 'following', due_at = \(after(1_000).milliseconds);
        UPDATE steps SET status = 'following', result = '{"id":7}';
        INSERT INTO attempts VALUES(
            1, 0, 1, \(noon.milliseconds), 12, 'succeeded', NULL, NULL, '{}', '{}');
        INSERT INTO followers VALUES(1, 'config/1', '{}', \(after(1_000).milliseconds), NULL);
        COMMIT;
        """
    }

    private static let versionOneTables = """
        PRAGMA auto_vacuum = INCREMENTAL;
        PRAGMA journal_mode = WAL;
        BEGIN;
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
        PRAGMA application_id = 1751869049;
        PRAGMA user_version = 1;
        COMMIT;
        """

    private static let versionTwoTables = """
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
        PRAGMA user_version = 2;
        """
}

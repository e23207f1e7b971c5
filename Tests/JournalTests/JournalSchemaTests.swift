import Events
import Foundation
import JSON
import Lifecycle
import SQLite
import Testing

@testable import Journal

@Suite("Journal schema")
struct JournalSchemaTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("a newer file is refused by writer and reader, and left alone")
    func newer() async throws {
        try await plannedJournal(folder.path()).close()
        try folder.execute("PRAGMA user_version = 3")
        let writer = await failure { try EventJournal(path: folder.path()) }
        #expect(writer?.code == .newerSchema)
        #expect(writer?.message == "the journal has schema version 3; this program knows 2")
        let reader = await failure { try JournalReader(path: folder.path()) }
        #expect(reader?.code == .newerSchema)
        #expect(try folder.number("SELECT count(*) FROM events") == 1)
    }

    @Test("a file of version 1 is read as it is, and upgraded by the writer")
    func upgrade() async throws {
        try folder.execute(Self.versionOne)
        let reader = try JournalReader(path: folder.path())
        #expect(try await reader.events(limit: 9).map(\.id) == ["e1"])
        #expect(try await reader.counts().openDeliveries == 1)
        #expect(try await reader.event("e1")?["deliveries"]?[0]?["status"] == "pending")
        #expect(try folder.number("PRAGMA user_version") == 1)
        let upgraded = try EventJournal(path: folder.path())
        #expect(try await upgraded.append(sampleEvent(1)) == .duplicate(id: "e1"))
        var step = try await upgraded.next(noon)
        #expect(step.event == sampleEvent(1) && step.plan == samplePlan && step.followed == nil)
        try await upgraded.record(record(step, follow("config/1"), causes: ["c"]), now: noon)
        #expect(try await reader.event("e1")?["deliveries"]?[0]?["status"] == "following")
        await upgraded.close()
        #expect(try folder.number("PRAGMA user_version") == 2)
        let again = try EventJournal(path: folder.path())
        step = try await again.next(after(1_000))
        #expect(step.followed?.key == "config/1")
    }

    @Test("an upgrade that fails leaves the file as it was")
    func failedUpgrade() async throws {
        try folder.execute(Self.versionOne + "CREATE TABLE waiting(mine);")
        let error = await failure { try EventJournal(path: folder.path()) }
        #expect(error?.message.contains("waiting") == true)
        #expect(try folder.number("PRAGMA user_version") == 1)
        #expect(
            try folder.number("SELECT count(*) FROM sqlite_schema WHERE name = 'followed'") == 0)
        #expect(try await JournalReader(path: folder.path()).events(limit: 9).count == 1)
    }

    @Test("an upgraded file has the tables of a new one")
    func sameTables() async throws {
        try folder.execute(Self.versionOne)
        try await EventJournal(path: folder.path()).close()
        try await EventJournal(path: folder.path("new.db")).close()
        #expect(try tables("journal.db") == tables("new.db"))
    }

    private func tables(_ name: String) throws -> [String] {
        let connection = try Connection(path: folder.path(name), mode: .readOnly)
        return try Statement("SELECT name, sql FROM sqlite_schema ORDER BY name", on: connection)
            .all { row in
                let words = row.text(1).split(whereSeparator: \.isWhitespace)
                return "\(row.text(0)): \(words.joined(separator: " "))"
            }
    }

    @Test("a file that is no database, or another program's, is damaged")
    func noJournal() async throws {
        let bytes = Data(repeating: 0x41, count: 5_000)
        try bytes.write(to: URL(filePath: folder.path("text")))
        let text = await failure { try EventJournal(path: folder.path("text")) }
        #expect(text?.code == .damaged)
        #expect(try Data(contentsOf: URL(filePath: folder.path("text"))) == bytes)
        try folder.execute("CREATE TABLE mine(a)", "other")
        let other = await failure { try EventJournal(path: folder.path("other")) }
        #expect(other?.code == .damaged)
        #expect(await failure { try JournalReader(path: folder.path("other")) }?.code == .damaged)
        #expect(try folder.number("SELECT count(*) FROM sqlite_schema", "other") == 1)
    }

    @Test("a path where no file can be made is unavailable, and so is a journal in memory")
    func noPlace() async throws {
        // Root may write anywhere else; nobody may in /proc.
        for path in ["/proc/journal.db", folder.path("missing/journal.db"), ":memory:", ""] {
            let error = await failure { try EventJournal(path: path) }
            #expect(error?.code == .unavailable, "\(path): \(String(describing: error))")
        }
    }

    @Test("commits wait for the disk, and purged pages can be given back")
    func settings() async throws {
        try await plannedJournal(folder.path()).close()
        #expect(try folder.number("PRAGMA auto_vacuum") == 2)
        let connection = try Connection(path: folder.path())
        try JournalSchema.prepare(connection)
        #expect(try Statement("PRAGMA synchronous", on: connection).first { $0.integer(0) } == 2)
        #expect(
            try Statement("PRAGMA journal_mode", on: connection).first { $0.text(0) } == "wal")
    }

    /// A file as the program of version 1 made it, with one delivery that is due.
    private static var versionOne: String {
        let event = sampleEvent(1)
        let keys = EventKeys(event.intake, fingerprint: nil).bytes
        let key = keys.map { String(format: "%02x", $0) }.joined()
        func quoted(_ text: String) -> String {
            "'" + text.replacingOccurrences(of: "'", with: "''") + "'"
        }
        return """
            \(versionOneTables)
            INSERT INTO events VALUES(1, 'e1', 'topic', \(noon.milliseconds), x'\(key)',
                'aws.config', 'Snapshot', \(quoted(event.json.text)));
            INSERT INTO event_keys VALUES(x'\(key)', 1);
            INSERT INTO plans VALUES(1, x'00', \(quoted(samplePlan.json.serialized())));
            INSERT INTO deliveries VALUES(
                1, 'x1', 1, 'snapshot', 1, 'pending', 0, \(noon.milliseconds), NULL);
            INSERT INTO steps VALUES(1, 0, 'pending', \(noon.milliseconds), NULL, NULL);
            UPDATE progress SET value = 1;
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
}

import Events
import Foundation
import JSON
import Lifecycle
import SQLite
import Testing

@testable import Journal

@Suite("Journal: files of earlier versions")
struct JournalMigrationTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("what a file of any version holds is known and carried out", arguments: 1...3)
    func carriedOut(version: Int) async throws {
        try folder.execute(Self.file(version: version))
        let journal = try SQLiteJournal(path: folder.path())
        for number in 1...4 {
            let again = try await journal.append(sampleEvent(number))
            #expect(again == .duplicate(id: "e\(number)"))
        }
        #expect(try await journal.unplanned(limit: 9).map(\.event) == [sampleEvent(4)])
        try await journal.recordPlans(through: 4, [delivery("x4", of: 4)], now: noon)
        var ended: [String: DueStep] = [:]
        while case let due = try await journal.lease(now: after(1_000), limit: 9), !due.isEmpty {
            for step in due {
                #expect(ended.updateValue(step, forKey: step.deliveryID) == nil)
                let message = step.turn.map { sent(to: $0.destination) }
                try await journal.record(
                    record(step, delivered, attempt(step.attempts + 1), message: message),
                    now: after(1_000))
            }
        }
        let queued = version < 3 ? [] : ["x5", "x6"]
        #expect(ended.keys.sorted() == ["x1", "x3", "x4"] + queued)
        #expect((ended["x1"]?.followed?.key == "config/1") == (version > 1))
        let retried = try #require(ended["x3"])
        #expect(retried.position == 1 && retried.attempts == 1 && retried.input == ["text": "a"])
        #expect(retried.results == ["snapshot": ["id": 7]] && retried.event == sampleEvent(3))
        if version == 3 {
            #expect(try await journal.destination("ops").failures == 0)
            #expect(try await journal.told(to: "team", about: ["alarm"])["alarm"] != nil)
            #expect(try await journal.began("config/1") == noon)
        }
        let reader = try JournalReader(path: folder.path())
        let counts = try await reader.counts()
        #expect(counts.openDeliveries == 0 && counts.deadDeliveries == 1)
        let dead = try await reader.event("e2")?["deliveries"]?[0]
        #expect(dead?["status"] == "dead" && dead?["failure"]?["reason"] == "refused")
        #expect(dead?["steps"]?[0]?["attempts"]?[0]?["message"] == "no")
        await journal.close()
        #expect(try folder.number("PRAGMA user_version") == 3)
    }

    @Test(
        "a process that is killed while it upgrades leaves the old file or the new",
        arguments: 1...2)
    func killed(version: Int) async throws {
        try folder.execute(Self.file(version: version))
        let upgrading = try Connection(path: folder.path())
        // A small cache, so that pages are in the log before the commit.
        try upgrading.execute(
            "PRAGMA cache_size = 1; BEGIN IMMEDIATE; "
                + JournalSchema.additions(since: Int64(version)))
        _ = try folder.crashCopy(to: "before.db")
        try upgrading.execute("COMMIT")
        _ = try folder.crashCopy(to: "after.db")
        #expect(try folder.number("PRAGMA user_version", "before.db") == Int64(version))
        #expect(try folder.number("PRAGMA user_version", "after.db") == 3)
        for name in ["before.db", "after.db"] {
            let journal = try SQLiteJournal(path: folder.path(name))
            #expect(try await journal.due(after(1_000)).sorted() == ["x1", "x3"], "\(name)")
            await journal.close()
            #expect(try folder.number("PRAGMA user_version", name) == 3)
        }
    }

    /// A file as the program of that version left it: `x1` is due or follows, `x2` is a dead
    /// letter, `x3` waits for its second attempt, `e4` has not been planned, and from version 3 on
    /// `x5` and `x6` queue.
    private static func file(version: Int) -> String {
        let first = version == 1 ? JournalSchemaTests.versionOne : JournalSchemaTests.versionTwo
        return first + more + (version < 3 ? "" : versionThree)
    }

    private static var more: String {
        """
        \((2...4).map(JournalSchemaTests.eventRows).joined())
        INSERT INTO deliveries VALUES(
            2, 'x2', 2, 'snapshot', 1, 'dead', 0, NULL, '{"reason":"refused"}');
        INSERT INTO steps VALUES(2, 0, 'dead', \(noon.milliseconds), '{}', NULL);
        INSERT INTO attempts VALUES(
            2, 0, 1, \(noon.milliseconds), 12, 'rejected', 'refused', 'no', '{}', '{}');
        INSERT INTO deliveries VALUES(
            3, 'x3', 3, 'snapshot', 1, 'pending', 1, \(after(500).milliseconds), NULL);
        INSERT INTO steps VALUES(3, 0, 'succeeded', \(noon.milliseconds), '{}', '{"id":7}');
        INSERT INTO steps VALUES(3, 1, 'pending', \(noon.milliseconds), '{"text":"a"}', NULL);
        INSERT INTO attempts VALUES(
            3, 1, 1, \(noon.milliseconds), 12, 'retry', 'throttled', 'slow', '{}', NULL);
        UPDATE progress SET value = 3;
        """
    }

    /// What the program of version 3 has added to a file of version 2.
    private static var versionThree: String {
        let told = ToldMessage(reference: 1, headline: "a", state: .firing, toldAt: noon)
        return """
            BEGIN;
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
            PRAGMA user_version = 3;
            COMMIT;
            INSERT INTO deliveries SELECT n, 'x' || n, 1, 'snapshot', 1, 'pending', 1,
                iif(n = 5, \(noon.milliseconds), 253370764800000), NULL
                FROM (SELECT 5 AS n UNION SELECT 6);
            INSERT INTO steps SELECT seq, 1, 'pending', \(noon.milliseconds), '{"text":"a"}', NULL
                FROM deliveries WHERE seq > 4;
            INSERT INTO outbox SELECT seq, 'ops', 'g', 'error', 'it failed', NULL, 'none',
                \(noon.milliseconds), NULL, NULL, seq = 5 FROM deliveries WHERE seq > 4;
            INSERT INTO told VALUES(
                'team', 'alarm', '\(told.json.serialized())', \(noon.milliseconds));
            INSERT INTO stories VALUES('config/1', \(noon.milliseconds));
            """
    }
}

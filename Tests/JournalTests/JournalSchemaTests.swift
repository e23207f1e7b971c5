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
        try folder.execute("PRAGMA user_version = 4")
        let writer = await failure { try SQLiteJournal(path: folder.path()) }
        #expect(writer?.code == .newerSchema)
        #expect(writer?.message == "the journal has schema version 4; this program knows 3")
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
        let upgraded = try SQLiteJournal(path: folder.path())
        #expect(try await upgraded.append(sampleEvent(1)) == .duplicate(id: "e1"))
        var step = try await upgraded.next(noon)
        #expect(step.event == sampleEvent(1) && step.plan == samplePlan && step.followed == nil)
        try await upgraded.record(record(step, follow("config/1"), causes: ["c"]), now: noon)
        #expect(try await reader.event("e1")?["deliveries"]?[0]?["status"] == "following")
        await upgraded.close()
        #expect(try folder.number("PRAGMA user_version") == 3)
        let again = try SQLiteJournal(path: folder.path())
        step = try await again.next(after(1_000))
        #expect(step.followed?.key == "config/1")
    }

    @Test("an upgrade that fails leaves the file as it was")
    func failedUpgrade() async throws {
        try folder.execute(Self.versionOne + "CREATE TABLE waiting(mine);")
        let error = await failure { try SQLiteJournal(path: folder.path()) }
        #expect(error?.message.contains("waiting") == true)
        #expect(try folder.number("PRAGMA user_version") == 1)
        #expect(
            try folder.number("SELECT count(*) FROM sqlite_schema WHERE name = 'followed'") == 0)
        #expect(try await JournalReader(path: folder.path()).events(limit: 9).count == 1)
    }

    @Test("a file of version 2 is read as it is, and upgraded by the writer")
    func upgradeFromTwo() async throws {
        try folder.execute(Self.versionTwo)
        let reader = try JournalReader(path: folder.path())
        #expect(try await reader.event("e1")?["deliveries"]?[0]?["status"] == "following")
        #expect(try await reader.counts().oldestDueAt == after(1_000))
        #expect(try folder.number("PRAGMA user_version") == 2)
        let upgraded = try SQLiteJournal(path: folder.path())
        var step = try await upgraded.next(after(1_000))
        #expect(step.followed?.key == "config/1" && step.turn == nil)
        let next = StepTransition.move(.succeeded, result: ["id": 7], next: 1)
        try await upgraded.record(record(step, next), now: after(1_000))
        step = try await upgraded.next(after(1_000))
        try await upgraded.enqueue(step, message(), input: [:], now: after(1_001))
        #expect(try await reader.counts().oldestDueAt == after(1_000))
        await upgraded.close()
        #expect(try folder.number("PRAGMA user_version") == 3)
        let again = try SQLiteJournal(path: folder.path())
        #expect(try await again.next(after(1_001)).turn?.queuedAt == after(1_000))
    }

    @Test("an upgrade from version 2 that fails leaves the file as it was")
    func failedUpgradeFromTwo() async throws {
        try folder.execute(Self.versionTwo + "CREATE TABLE told(mine);")
        let error = await failure { try SQLiteJournal(path: folder.path()) }
        #expect(error?.message.contains("told") == true)
        #expect(try folder.number("PRAGMA user_version") == 2)
        #expect(try folder.number("SELECT count(*) FROM sqlite_schema WHERE name = 'outbox'") == 0)
        #expect(try await JournalReader(path: folder.path()).events(limit: 9).count == 1)
    }

    @Test("an upgraded file has the tables of a new one", arguments: [1, 2])
    func sameTables(version: Int) async throws {
        try folder.execute(version == 1 ? Self.versionOne : Self.versionTwo)
        try await SQLiteJournal(path: folder.path()).close()
        try await SQLiteJournal(path: folder.path("new.db")).close()
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
        let text = await failure { try SQLiteJournal(path: folder.path("text")) }
        #expect(text?.code == .damaged)
        #expect(try Data(contentsOf: URL(filePath: folder.path("text"))) == bytes)
        try folder.execute("CREATE TABLE mine(a)", "other")
        let other = await failure { try SQLiteJournal(path: folder.path("other")) }
        #expect(other?.code == .damaged)
        #expect(await failure { try JournalReader(path: folder.path("other")) }?.code == .damaged)
        #expect(try folder.number("SELECT count(*) FROM sqlite_schema", "other") == 1)
    }

    @Test("a path where no file can be made is unavailable, and so is a journal in memory")
    func noPlace() async throws {
        // Root may write anywhere else; nobody may in /proc.
        for path in ["/proc/journal.db", folder.path("missing/journal.db"), ":memory:", ""] {
            let error = await failure { try SQLiteJournal(path: path) }
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
}

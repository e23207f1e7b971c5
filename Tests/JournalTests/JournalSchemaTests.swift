import Foundation
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
        try folder.execute("PRAGMA user_version = 2")
        let writer = await failure { try EventJournal(path: folder.path()) }
        #expect(writer?.code == .newerSchema)
        #expect(writer?.message == "the journal has schema version 2; this program knows 1")
        let reader = await failure { try JournalReader(path: folder.path()) }
        #expect(reader?.code == .newerSchema)
        #expect(try folder.number("SELECT count(*) FROM events") == 1)
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
}

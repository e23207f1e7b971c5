import Events
import Foundation
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Journal backup")
struct JournalBackupTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("a backup is a journal of its own, with everything in it")
    func whole() async throws {
        let journal = try await plannedJournal(folder.path())
        let reader = try JournalReader(path: folder.path())
        let copy = folder.path("backup.db")
        try await reader.backUp(to: copy)
        let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        _ = try await journal.append(sampleEvent(2))
        let restored = try SQLiteJournal(path: copy)
        #expect(try await restored.append(sampleEvent(1)) == .duplicate(id: "e1"))
        #expect(try await restored.append(sampleEvent(2)) == .accepted(id: "e2"))
        #expect(try await restored.next(noon).deliveryID == "x1")
        await restored.close()
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path(""))
        #expect(files.count { $0.contains("backup") && !$0.hasSuffix(".lock") } == 1)
    }

    @Test("a backup beside a writer has all that was acknowledged before, and is consistent")
    func busy() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        // Many pages, so that the writer comes in between.
        for number in 1...20 {
            _ = try await journal.append(sampleEvent(number, bytes: 400_000))
        }
        let writer = Task { () async throws -> Int in
            var number = 1_000
            while !Task.isCancelled {
                number += 1
                _ = try await journal.append(sampleEvent(number))
                try await journal.recordPlans(
                    through: Int64(number - 1_000 + 20),
                    [delivery("x\(number)", of: Int64(number - 1_000 + 20))], now: noon)
            }
            return number - 1_000
        }
        let reader = try JournalReader(path: folder.path())
        for round in 1...2 {
            _ = try await journal.append(sampleEvent(100 + round))
            let copy = "backup\(round).db"
            try await reader.backUp(to: folder.path(copy))
            #expect(
                try folder.number("SELECT count(*) FROM events WHERE id = 'e\(100 + round)'", copy)
                    == 1)
            #expect(
                try folder.number("SELECT count(*) FROM pragma_integrity_check", copy) == 1)
            #expect(
                try folder.number(
                    "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'", copy
                ) == 1)
            #expect(
                try folder.number("SELECT count(*) FROM pragma_foreign_key_check", copy) == 0)
            try await SQLiteJournal(path: folder.path(copy)).close()
        }
        writer.cancel()
        #expect(try await writer.value > 0)
    }

    @Test("a backup never takes another file's place, and leaves nothing where it cannot be made")
    func refused() async throws {
        try await plannedJournal(folder.path()).close()
        let reader = try JournalReader(path: folder.path())
        let taken = folder.path("taken.db")
        try Data("mine".utf8).write(to: URL(filePath: taken))
        let error = await failure { try await reader.backUp(to: taken) }
        #expect(error?.message == "\(taken) is there already; a backup is a new file")
        #expect(try Data(contentsOf: URL(filePath: taken)) == Data("mine".utf8))
        let nowhere = await failure { try await reader.backUp(to: folder.path("no/b.db")) }
        #expect(nowhere?.message.contains("cannot be written") == true)
        // The journal itself is a file that is there.
        #expect(await failure { try await reader.backUp(to: folder.path()) } != nil)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path(""))
        #expect(files.allSatisfy { $0.hasPrefix("journal.db") || $0 == "taken.db" })
    }
}

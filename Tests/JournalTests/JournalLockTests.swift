import Foundation
import Testing

@testable import Journal

@Suite("Journal lock")
struct JournalLockTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("a second writer is refused with the file's name; readers are not")
    func secondWriter() async throws {
        let first = try await plannedJournal(folder.path())
        let error = await failure { try SQLiteJournal(path: folder.path()) }
        #expect(error?.code == .unavailable)
        let file = URL(filePath: folder.path()).resolvingSymlinksInPath().path()
        #expect(error?.message == "another hookferry has the journal \(file) open")
        #expect(try await JournalReader(path: folder.path()).events(limit: 9).count == 1)
        #expect(try await first.append(sampleEvent(2)) == .accepted(id: "e2"))
        await first.close()
        let second = try SQLiteJournal(path: folder.path())
        #expect(try await second.append(sampleEvent(3)) == .accepted(id: "e3"))
    }

    @Test("another name of the same file is the same journal")
    func symbolicLink() async throws {
        let first = try await plannedJournal(folder.path())
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link.db"), withDestinationPath: folder.path())
        let error = await failure { try SQLiteJournal(path: folder.path("link.db")) }
        #expect(error?.message.hasPrefix("another hookferry has") == true)
        await first.close()
    }

    @Test("the lock of a killed process is gone")
    func killedProcess() async throws {
        let path = folder.path()
        try await plannedJournal(path).close()
        let holder = Process()
        holder.executableURL = URL(filePath: "/usr/bin/env")
        holder.arguments = [
            "python3", "-c",
            """
            import sqlite3, sys
            c = sqlite3.connect(sys.argv[1], isolation_level=None)
            c.execute("BEGIN EXCLUSIVE")
            print("held", flush=True)
            sys.stdin.read()
            """, path + ".lock",
        ]
        let output = Pipe()
        holder.standardOutput = output
        holder.standardInput = Pipe()
        try holder.run()
        let line = output.fileHandleForReading.availableData
        guard line == Data("held\n".utf8) else {
            holder.terminate()
            return  // No Python here.
        }
        #expect(await failure { try SQLiteJournal(path: path) }?.code == .unavailable)
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        let journal = try SQLiteJournal(path: path)
        #expect(try await journal.append(sampleEvent(9)) == .accepted(id: "e9"))
    }
}

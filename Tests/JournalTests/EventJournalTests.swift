import Dispatch
import Events
import Foundation
import JSON
import Lifecycle
import SQLite
import Testing

@testable import Journal

@Suite("Event journal: intake")
struct EventJournalTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("events that wait together share a commit")
    func groupCommit() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        let results = try await appendAll(journal, (1...1_000).map { sampleEvent($0) })
        #expect(results.count == 1_000)
        #expect(try await journal.unplanned(limit: 2_000).map(\.sequence) == Array(1...1_000))
        let commits = try await journal.commits()
        #expect(commits < 300, "\(commits) commits")
    }

    @Test("a full disk fails the append, keeps nothing of it, and is forgotten with room")
    func fullDisk() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        _ = try await journal.append(sampleEvent(1))
        try await journal.limitPages(1)
        let big = (2...40).map { sampleEvent($0, bytes: 20_000) }
        for event in big.prefix(2) {
            #expect(await failure { try await journal.append(event) }?.code == .unavailable)
        }
        await withTaskGroup(of: JournalError?.self) { group in
            for event in big {
                group.addTask { await failure { try await journal.append(event) } }
            }
            for await error in group { #expect(error?.code == .unavailable) }
        }
        #expect(try await journal.unplanned(limit: 99).map(\.sequence) == [1])
        let copy = try SQLiteJournal(path: try folder.crashCopy(to: "copy.db"))
        #expect(try await copy.unplanned(limit: 99).map(\.sequence) == [1])
        try await journal.limitPages(1 << 30)
        #expect(try await journal.append(big[0]) == .accepted(id: "e2"))
        #expect(try await journal.unplanned(limit: 99).map(\.sequence) == [1, 2])
    }

    @Test("a closed journal refuses, and leaves one file that holds everything")
    func close() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        let results = try await appendAll(journal, (1...50).map { sampleEvent($0) })
        #expect(results.count == 50)
        await journal.close()
        #expect(await failure { try await journal.append(sampleEvent(51)) }?.code == .unavailable)
        #expect(await failure { try await journal.unplanned(limit: 1) }?.code == .unavailable)
        for await _ in journal.wakeups {}
        #expect(!FileManager.default.fileExists(atPath: folder.path() + "-wal"))
        let restarted = try SQLiteJournal(path: folder.path())
        #expect(try await restarted.unplanned(limit: 99).count == 50)
    }

    private func appendAll(
        _ journal: SQLiteJournal, _ events: [Event]
    ) async throws -> [AppendResult] {
        try await withThrowingTaskGroup(of: AppendResult.self) { group in
            for event in events { group.addTask { try await journal.append(event) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}

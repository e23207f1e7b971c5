import Events
import Foundation
import SQLite
import Testing

@testable import Journal

@Suite("Checkpoint")
struct CheckpointTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("one is started when the log is long, and not again while it is under way")
    func turn() {
        let max = 1_000
        var turn = CheckpointTurn(logPagesMax: max)
        func starts(_ pages: Int) -> Bool { turn.starts(pages: pages) }
        #expect(!starts(max - 1))
        #expect(starts(max))
        #expect(!starts(max + 900))
        turn.end()
        #expect(!starts(max + 901), "a reader keeps the log as it is")
        #expect(starts(max + 900 + max / 4))
        turn.end()
        #expect(!starts(3))
        #expect(starts(max), "the log has begun anew")
    }

    @Test("it brings the log into the file beside an open journal, and nothing is lost")
    func besideCommits() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        for number in 1...50 { _ = try await journal.append(sampleEvent(number, bytes: 9_000)) }
        let before = try fileBytes()
        let checkpoint = Checkpoint(path: folder.path())
        await withCheckedContinuation { done in checkpoint.start { done.resume() } }
        #expect(try fileBytes() > before + 400_000)
        try folder.execute("PRAGMA integrity_check")
        _ = try await journal.append(sampleEvent(51))
        #expect(try await journal.logPages() < 20, "the log has begun anew")
        let copy = try SQLiteJournal(path: try folder.crashCopy(to: "copy.db"))
        #expect(try await copy.unplanned(limit: 99).count == 51)
    }

    @Test("the log begins anew again and again while writes never stop", .timeLimit(.minutes(2)))
    func bounded() async throws {
        let max = 200
        let journal = try SQLiteJournal(path: folder.path(), queueMax: 9_999, logPagesMax: max)
        var (longest, last, turns, rounds) = (0, 0, 0, 0)
        // How soon a checkpoint comes to its end is the machine's to say.
        while turns < 2, rounds < 400 {
            let round = rounds
            await withTaskGroup(of: Void.self) { group in
                for number in 1...16 {
                    group.addTask {
                        let event = sampleEvent(round * 100 + number, bytes: 8_000)
                        _ = try? await journal.append(event)
                    }
                }
            }
            let pages = try await journal.logPages()
            if pages < last { turns += 1 }
            (longest, last, rounds) = (Swift.max(longest, pages), pages, rounds + 1)
        }
        #expect(turns == 2 && longest >= max, "\(longest) pages at most in \(rounds) rounds")
        await journal.close()
        #expect(try folder.number("SELECT count(*) FROM events") == Int64(rounds * 16))
    }

    private func fileBytes() throws -> Int {
        try FileManager.default.attributesOfItem(atPath: folder.path())[.size] as? Int ?? 0
    }
}

extension SQLiteJournal {
    fileprivate func logPages() throws -> Int { try openTables().connection.logPages() }
}

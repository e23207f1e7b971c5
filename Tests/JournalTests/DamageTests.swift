import Events
import Foundation
import JSON
import Lifecycle
import SQLite
import TestSupport
import Testing

@testable import Journal

@Suite("Journal: damaged data")
struct DamageTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("an event that cannot be read is passed over, told of once, and kept")
    func unreadableEvent() async throws {
        let first = try SQLiteJournal(path: folder.path())
        for number in 1...6 { _ = try await first.append(sampleEvent(number)) }
        await first.close()
        try folder.execute(
            "UPDATE events SET document = '{' WHERE seq IN (1, 3, 4); "
                + "UPDATE events SET document = '[]' WHERE seq = 6")
        let journal = try SQLiteJournal(path: folder.path())
        #expect(try await journal.unplanned(limit: 9).map(\.sequence) == [2, 5], "only looked at")
        #expect(try await journal.unplanned(limit: 1).map(\.sequence) == [2])
        let buried = Locked<[String]>([])
        var planned: [Int64] = []
        for _ in 1...4 {
            let events = try await journal.unplanned(limit: 9) { id in
                buried.withLock { $0.append(id) }
            }
            guard let last = events.last else { break }
            planned += events.map(\.sequence)
            try await journal.recordPlans(
                through: last.sequence, [delivery("x\(last.sequence)", of: last.sequence)],
                now: noon)
        }
        #expect(planned == [2, 5])
        #expect(buried.withLock { $0 } == ["e1", "e3", "e4", "e6"])
        #expect(try await journal.due(noon) == ["x2", "x5"])
        #expect(try await journal.append(sampleEvent(7)) == .accepted(id: "e7"))
        #expect(try await journal.append(sampleEvent(3)) == .duplicate(id: "e3"))
        await journal.close()
        #expect(try folder.number("SELECT count(*) FROM events") == 7)
    }

    @Test("a damaged page takes what stands on it, and the rest goes on")
    func damagedPage() async throws {
        let first = try SQLiteJournal(path: folder.path())
        for number in 1...60 { _ = try await first.append(sampleEvent(number, bytes: 900)) }
        try await first.recordPlans(
            through: 30, (1...30).map { delivery("x\($0)", of: Int64($0)) }, now: noon)
        await first.close()
        for mark in ["sender-15\"", "sender-45\""] { try damage(pageWith: mark) }
        let journal = try SQLiteJournal(path: folder.path())
        let buried = Locked<[String]>([])
        let tell: @Sendable (String) -> Void = { id in buried.withLock { $0.append(id) } }
        let due = try await journal.lease(now: noon, limit: 99, buried: tell)
        #expect(due.count >= 20 && due.count < 30)
        #expect(due.count + buried.withLock { $0.count } == 30)
        #expect(try await journal.lease(now: noon, limit: 99, buried: tell).isEmpty, "told once")
        var planned: [String] = []
        while case let events = try await journal.unplanned(limit: 99, buried: tell),
            let last = events.last
        {
            planned += events.map(\.event.intake.id)
            try await journal.recordPlans(through: last.sequence, [], now: noon)
        }
        #expect(planned.count >= 20 && planned.count < 30)
        #expect(planned.contains("e31") && planned.contains("e60") && !planned.contains("e45"))
        #expect(due.count + planned.count + buried.withLock { $0.count } == 60)
        for step in due { try await journal.record(record(step, delivered), now: noon) }
        #expect(try await journal.append(sampleEvent(61)) == .accepted(id: "e61"))
    }

    @Test(
        "bytes overwritten anywhere give errors, never a crash",
        .timeLimit(.minutes(3)), arguments: 1...20 as ClosedRange<UInt64>)
    func anyBytes(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let first = try await journal(folder.path(), deliveries: 20, messagePlan)
        try await first.enqueueAll()
        for number in 2...60 { _ = try await first.append(sampleEvent(number, bytes: 300)) }
        await first.close()
        var bytes = try Data(contentsOf: URL(filePath: folder.path()))
        for _ in 0..<8 {
            // Not the first page's header: that is another file then.
            let start = Int.random(in: 100..<bytes.count - 64, using: &random)
            for index in start..<start + Int.random(in: 1...64, using: &random) {
                bytes[index] = UInt8.random(in: .min ... .max, using: &random)
            }
        }
        try bytes.write(to: URL(filePath: folder.path()))
        guard let journal = try opened() else { return }
        for number in 61...64 {
            _ = await failure { try await journal.append(sampleEvent(number)) }
        }
        for _ in 1...3 {
            let events = try? await journal.unplanned(limit: 99) { _ in }
            if let last = events?.last {
                try? await journal.recordPlans(
                    through: last.sequence, [delivery("z\(last.sequence)", of: last.sequence)],
                    now: noon)
            }
            for step in (try? await journal.lease(now: after(9), limit: 99)) ?? [] {
                try? await journal.record(record(step, delivered, message: sent()), now: after(9))
            }
        }
        _ = await failure { try await journal.purge(before: after(1)) }
        let reader = try? JournalReader(path: folder.path())
        _ = try? await reader?.events(limit: 99)
        _ = try? await reader?.event("e1")
        await journal.close()
    }

    /// Nil when the journal says that it cannot be opened.
    private func opened() throws -> SQLiteJournal? {
        do { return try SQLiteJournal(path: folder.path()) } catch {
            #expect(error.code == .damaged || error.code == .unavailable, "\(error)")
            return nil
        }
    }

    /// Overwrites the page on which the text stands.
    private func damage(pageWith text: String) throws {
        var bytes = try Data(contentsOf: URL(filePath: folder.path()))
        let place = try #require(bytes.range(of: Data(text.utf8))).lowerBound
        let page = place / 4_096 * 4_096
        bytes.replaceSubrange(page..<page + 4_096, with: Data(repeating: 0xAA, count: 4_096))
        try bytes.write(to: URL(filePath: folder.path()))
    }

    // MARK: What the disk refuses

    @Test("a journal that may only be read refuses, and works again")
    func readOnly() async throws {
        let journal = try await plannedJournal(folder.path())
        try await journal.execute("PRAGMA query_only = ON")
        let error = await failure { try await journal.append(sampleEvent(2)) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.hasPrefix("the journal's file cannot be written") == true)
        #expect(try await journal.next(noon).deliveryID == "x1")
        try await journal.execute("PRAGMA query_only = OFF")
        #expect(try await journal.append(sampleEvent(2)) == .accepted(id: "e2"))
        #expect(try await journal.unplanned(limit: 9).map(\.sequence) == [2])
    }

    @Test("a journal that another program has locked refuses, and works again")
    func locked() async throws {
        let journal = try await plannedJournal(folder.path())
        try await journal.execute("PRAGMA busy_timeout = 10")
        let other = try Connection(path: folder.path())
        try other.execute("BEGIN IMMEDIATE")
        let error = await failure { try await journal.append(sampleEvent(2)) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.hasPrefix("another program has locked the journal") == true)
        try other.execute("ROLLBACK")
        #expect(try await journal.append(sampleEvent(2)) == .accepted(id: "e2"))
        #expect(try await journal.unplanned(limit: 9).map(\.sequence) == [2])
    }

    @Test("a directory, and a lock file that cannot be made, are refused with a sentence")
    func directories() async throws {
        try FileManager.default.createDirectory(
            atPath: folder.path("directory"), withIntermediateDirectories: true)
        let directory = await failure { try SQLiteJournal(path: folder.path("directory")) }
        #expect(directory?.code == .unavailable)
        #expect(directory?.message.hasPrefix("the journal's file cannot be opened") == true)
        try FileManager.default.createDirectory(
            atPath: folder.path("journal.db.lock"), withIntermediateDirectories: true)
        let lock = await failure { try SQLiteJournal(path: folder.path()) }
        #expect(lock?.code == .unavailable)
        #expect(lock?.message.contains("journal.db.lock") == true)
    }
}

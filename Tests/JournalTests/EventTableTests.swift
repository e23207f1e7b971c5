import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Event table: retention")
struct EventTableTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("a purge leaves no row of an event behind")
    func purge() async throws {
        let journal = try await plannedJournal(folder.path())
        let step = try await journal.next(noon)
        try await journal.begin(step, number: 1, input: [:], at: noon)
        try await journal.record(record(step, delivered), now: noon)
        #expect(try await journal.purge(before: after(1)) == 1)
        await journal.close()
        for table in ["events", "event_keys", "deliveries", "steps", "attempts", "plans"] {
            #expect(try folder.number("SELECT count(*) FROM \(table)") == 0, "\(table)")
        }
    }

    @Test("a delivery whose event is gone is accepted anew")
    func keyWithoutEvent() async throws {
        let first = try SQLiteJournal(path: folder.path())
        _ = try await first.append(sampleEvent(1))
        await first.close()
        try folder.execute("DELETE FROM events")
        let journal = try SQLiteJournal(path: folder.path())
        let again = sampleEvent(2, delivery: "d1")
        #expect(try await journal.append(again) == .accepted(id: "e2"))
        #expect(try await journal.append(again) == .duplicate(id: "e2"))
    }

    @Test("a purge of many is done in pieces and gives the disk its pages back")
    func manyPurged() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        await withTaskGroup(of: Void.self) { group in
            for number in 1...500 {
                group.addTask { _ = try? await journal.append(sampleEvent(number, bytes: 8_000)) }
            }
        }
        try await journal.recordPlans(through: 500, [], now: noon)
        var counts: [Int] = []
        repeat { counts.append(try await journal.purge(before: after(1))) } while counts.last != 0
        #expect(counts.count > 3 && counts.max() ?? 0 <= 1_024, "events and pages: \(counts)")
        await journal.close()
        let pages = try folder.number("PRAGMA page_count") ?? 0
        #expect(pages < 400, "\(pages) pages are left of more than 1,000")
    }

    /// Each of these has one delivery, due at noon: of event `n` it is `x<n>`.
    private func backlog(_ count: Int) async throws -> SQLiteJournal {
        let journal = try SQLiteJournal(path: folder.path())
        await withTaskGroup(of: Void.self) { group in
            for number in 1...count {
                group.addTask { _ = try? await journal.append(sampleEvent(number)) }
            }
        }
        try await journal.recordPlans(
            through: Int64(count), (1...count).map { delivery("x\($0)", of: Int64($0)) },
            now: noon)
        return journal
    }

    @Test("a purge looks at a bounded number of open events at a time, and goes on behind them")
    func openBacklog() async throws {
        let count = 2 * JournalTables.purgeLookedMax + 100
        let full = try await backlog(count)
        // Only the newest is over.
        let last = try #require(try await full.lease(now: noon, limit: count).last)
        try await full.record(
            record(last, .end(.succeeded, result: nil, delivery: .succeeded)), now: noon)
        await full.close()
        let tables = try JournalTables(path: folder.path(), queueMax: 9)
        var place: PurgePlace? = .start
        var looks: [Int] = []
        var removed = 0
        while let from = place {
            let looked = try tables.events.old(
                after: from, plannedThrough: 0, before: .max,
                limit: JournalTables.purgeLookedMax)
            looks.append(looked.count)
            let batch = try tables.purge(before: after(1), after: from, limit: 16)
            removed += batch.removed
            place = batch.next
        }
        #expect(looks == [512, 512, 100] && removed == 1)
    }

    @Test("one call of the purge passes over an open backlog of many batches")
    func passesOver() async throws {
        let count = 2 * JournalTables.purgeLookedMax + 100
        let full = try await backlog(count)
        let steps = try await full.lease(now: noon, limit: count)
        #expect(try await full.purge(before: after(1)) == 0)
        let end = StepTransition.end(.succeeded, result: nil, delivery: .succeeded)
        for step in [steps[0], steps[count - 1]] {
            try await full.record(record(step, end), now: noon)
        }
        #expect(try await full.purge(before: after(1)) == 1)
        #expect(try await full.purge(before: after(1)) == 1)
        #expect(try await full.purge(before: after(1)) == 0)
    }

    @Test("a batch that has removed enough goes on where it stopped")
    func fullBatch() async throws {
        let path = folder.path()
        let full = try SQLiteJournal(path: path)
        for number in 1...5 { _ = try await full.append(sampleEvent(number)) }
        try await full.recordPlans(through: 5, [], now: noon)
        await full.close()
        let tables = try JournalTables(path: path, queueMax: 9)
        let first = try tables.purge(before: after(1), after: .start, limit: 2)
        #expect(first.removed == 2)
        let place = try #require(first.next)
        #expect(
            try tables.purge(before: after(1), after: place, limit: 9)
                == PurgeBatch(removed: 3, next: nil))
    }
}

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
}

import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Event table: retention")
struct EventTableTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("a purge takes what has ended, and nothing that is open, unplanned or young")
    func purge() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        for number in 1...4 { _ = try await journal.append(sampleEvent(number)) }
        _ = try await journal.append(sampleEvent(5, at: after(1_000)))
        try await journal.recordPlans(
            through: 5, [delivery("x2", of: 2), delivery("x3", of: 3), delivery("y3", of: 3)],
            now: noon)
        _ = try await journal.append(sampleEvent(6))
        let due = try await journal.lease(now: noon, limit: 3)
        for step in due.prefix(2) {
            try await journal.record(
                record(step, .end(.succeeded, result: nil, delivery: .succeeded)), now: noon)
        }
        #expect(try await journal.purge(before: noon) == 0)
        #expect(try await journal.purge(before: after(1)) == 3)
        #expect(try await journal.purge(before: after(1)) == 0)
        for number in [3, 5, 6] {
            let again = try await journal.append(sampleEvent(number))
            #expect(again == .duplicate(id: "e\(number)"))
        }
        let again = Event(sampleEnvelope, intake: sampleIntake(id: "e1b", delivery: "d1"))
        #expect(try await journal.append(again) == .accepted(id: "e1b"))
        let last = try #require(due.last)
        try await journal.record(
            record(last, .end(.dead, result: nil, delivery: .dead)), now: noon)
        #expect(try await journal.purge(before: after(1)) == 1)
        #expect(try await journal.unplanned(limit: 9).map(\.event.intake.id) == ["e6", "e1b"])
        await journal.close()
        #expect(try folder.number("SELECT count(*) FROM events") == 3)
        #expect(try folder.number("SELECT count(*) FROM event_keys") == 3)
        for table in ["deliveries", "steps", "attempts", "plans"] {
            #expect(try folder.number("SELECT count(*) FROM \(table)") == 0, "\(table)")
        }
    }

    @Test("sequences are not given twice, also after everything was purged and reopened")
    func sequences() async throws {
        var journal = try SQLiteJournal(path: folder.path())
        for number in 1...3 { _ = try await journal.append(sampleEvent(number)) }
        try await journal.recordPlans(through: 3, [], now: noon)
        #expect(try await journal.purge(before: after(1)) == 3)
        await journal.close()
        journal = try SQLiteJournal(path: folder.path())
        _ = try await journal.append(sampleEvent(4))
        #expect(try await journal.unplanned(limit: 9).map(\.sequence) == [4])
    }

    @Test("a plan is made again after it was purged")
    func planAfterPurge() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        for number in 1...3 {
            _ = try await journal.append(sampleEvent(number))
            let plan = PlannedDelivery(
                rule: "r\(number / 3)", steps: [Step(action: .notify("n\(number)"), template: "")])
            try await journal.recordPlans(
                through: Int64(number), [delivery("x\(number)", of: Int64(number), plan)], now: noon
            )
            let step = try #require(try await journal.lease(now: noon, limit: 1).first)
            #expect(step.plan == plan)
            try await journal.record(
                record(step, .end(.succeeded, result: nil, delivery: .succeeded)), now: noon)
            #expect(try await journal.purge(before: after(1)) == 1)
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
                group.addTask { _ = try? await journal.append(sampleEvent(number, bytes: 4_000)) }
            }
        }
        try await journal.recordPlans(through: 500, [], now: noon)
        var counts: [Int] = []
        repeat { counts.append(try await journal.purge(before: after(1))) } while counts.last != 0
        #expect(counts == [200, 200, 100, 0])
        await journal.close()
        let pages = try folder.number("PRAGMA page_count") ?? 0
        #expect(pages < 250, "\(pages) pages are left of more than 500")
    }

    private var sampleEnvelope: EventEnvelope {
        EventEnvelope(
            id: "s", source: "a", detailType: "b", time: noon.iso8601, detail: [:])
    }

    private func sampleIntake(id: String, delivery: String) -> IntakeRecord {
        IntakeRecord(
            id: id, source: "topic", type: "sns", receivedAt: noon, deliveryID: delivery,
            verified: "v")
    }
}

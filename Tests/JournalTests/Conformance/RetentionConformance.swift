import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Conformance: retention")
struct RetentionConformance {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test(
        "a purge takes what has ended, and nothing that is open, unplanned or young",
        arguments: JournalEngine.all)
    func purge(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
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
        let fresh = sampleEvent(11, delivery: "d1")
        #expect(try await journal.append(fresh) == .accepted(id: "e11"))
        let last = try #require(due.last)
        try await journal.record(
            record(last, .end(.dead, result: nil, delivery: .dead)), now: noon)
        #expect(try await journal.purge(before: after(1)) == 1)
        #expect(try await journal.unplanned(limit: 9).map(\.event.intake.id) == ["e6", "e11"])
    }

    @Test(
        "sequences are not given twice, also after everything was purged and reopened",
        arguments: JournalEngine.all)
    func sequences(engine: JournalEngine) async throws {
        var journal = try await engine.open(folder.path())
        for number in 1...3 { _ = try await journal.append(sampleEvent(number)) }
        try await journal.recordPlans(through: 3, [], now: noon)
        #expect(try await journal.purge(before: after(1)) == 3)
        await journal.close()
        journal = try await engine.open(folder.path())
        _ = try await journal.append(sampleEvent(4))
        #expect(try await journal.unplanned(limit: 9).map(\.sequence) == [4])
    }

    @Test("a plan is made again after it was purged", arguments: JournalEngine.all)
    func planAfterPurge(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
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

    private var sampleEnvelope: EventEnvelope {
        EventEnvelope(
            id: "s", source: "a", detailType: "b", time: noon.iso8601, detail: [:])
    }
}

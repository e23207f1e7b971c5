import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Conformance: destinations")
struct DestinationsConformance {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test(
        "a purge takes what is old of what was told and begun, a part at a time",
        arguments: JournalEngine.all)
    func purge(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 1, messagePlan)
        let stories = (0..<700).map {
            StoryBeginning(key: "s\($0)", at: after(Int64($0 < 600 ? $0 : 5_000)))
        }
        try await journal.recordPlans(through: 1, [], news: [], stories: stories, now: noon)
        func told(_ time: Int64) -> ToldMessage {
            ToldMessage(reference: 1, headline: "a", state: .resolved, toldAt: after(time))
        }
        try await journal.record(
            record(
                try await journal.next(noon), .wait(until: after(9_999)),
                message: sent(told: ["old": told(0), "young": told(1_000), "again": told(1)])),
            now: noon)
        try await journal.recordPlans(
            through: 1, [delivery("x2", of: 1, messagePlan)], now: noon)
        try await journal.record(
            record(
                try await journal.next(noon), .wait(until: after(9_999)),
                message: sent(told: ["again": told(1_000)])), now: noon)
        #expect(try await journal.purge(before: noon) == 0)
        var counts: [Int] = []
        repeat {
            counts.append(try await journal.purge(before: after(1_000)))
        } while counts.last != 0
        #expect(counts.reduce(0, +) == 601 && counts.count > 2)
        #expect(try await journal.began("s599") == nil)
        #expect(try await journal.began("s600") == after(5_000))
        let left = try await journal.told(to: "ops", about: ["old", "young", "again"])
        #expect(left == ["young": told(1_000), "again": told(1_000)])
    }

    @Test(
        "destinations that wait or are not well are listed by name, the others not",
        arguments: JournalEngine.all)
    func summaries(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 4, messagePlan)
        let names = ["well", "failing", "dead", "busy"]
        for (number, step) in try await journal.lease(now: noon, limit: 9).enumerated() {
            try await journal.enqueue(step, message(to: names[number]), input: [:], now: noon)
        }
        var expected: [DestinationSummary] = []
        for step in try await journal.lease(now: noon, limit: 3) {
            let name = try #require(step.turn?.destination)
            var state = DestinationState()
            state.nextAt = after(1)
            state.failures = name == "failing" ? 1 : 0
            state.deadSince = name == "dead" ? noon : nil
            try await journal.record(
                record(step, delivered, message: MessageRecord(destination: name, state: state)),
                now: noon)
            expected.append(DestinationSummary(destination: name, waiting: 0, state: state))
        }
        let busy = DestinationSummary(destination: "busy", waiting: 1, state: DestinationState())
        #expect(try await journal.destinations() == [busy, expected[2], expected[1]])
    }
}

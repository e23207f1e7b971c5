import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Conformance: gates and redrive")
struct GateConformance {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test(
        "what the gate puts off is due then, and the others are handed out",
        arguments: JournalEngine.all)
    func putOff(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 3)
        let seen = Locked(0)
        let leased = try await journal.lease(now: noon, limit: 9) { glance in
            seen.withLock { seen in
                seen += 1
                return seen == 2 ? nil : after(1_000)
            }
        }
        #expect(leased.steps.map(\.deliveryID) == ["x2"] && !leased.mayHaveMore)
        #expect(try await journal.nextDue(after: noon) == after(1_000))
        #expect(try await journal.lease(now: after(999), limit: 9).isEmpty)
        let later = try await journal.lease(now: after(1_000), limit: 9)
        #expect(later.map(\.deliveryID) == ["x1", "x3"])
        #expect(later.allSatisfy { $0.firstDueAt == noon && $0.attempts == 0 })
    }

    @Test(
        "a dead letter goes back to its step, and nothing else does", arguments: JournalEngine.all)
    func redrive(engine: JournalEngine) async throws {
        let journal = try await engine.plannedJournal(folder.path())
        let step = try #require(try await journal.lease(now: noon, limit: 1).first)
        #expect(try await journal.redrive(delivery: "x1", now: noon) == .notDead(.pending))
        try await journal.begin(step, number: 1, input: ["a": 1], at: noon)
        try await journal.record(
            record(
                step, .end(.dead, result: nil, delivery: .dead),
                attempt(1, .rejected, reason: .refused)), now: noon)
        #expect(try await journal.lease(now: after(9), limit: 1).isEmpty)
        #expect(
            try await journal.redrive(delivery: "x1", now: after(5)) == .redriven(event: "e1"))
        let again = try #require(try await journal.lease(now: after(5), limit: 1).first)
        #expect(again.position == 0 && again.input == ["a": 1] && again.attempts == 1)
        #expect(try await journal.redrive(delivery: "y", now: noon) == .unknown)
    }
}

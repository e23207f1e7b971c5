import Events
import Foundation
import JSON
import Lifecycle
import SQLite
import Testing

@testable import Journal

@Suite("Conformance: steps")
struct StepsConformance {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test(
        "a planned step is due with its event and plan, to one caller", arguments: JournalEngine.all
    )
    func lease(engine: JournalEngine) async throws {
        let journal = try await engine.plannedJournal(folder.path())
        #expect(try await journal.unplanned(limit: 1).isEmpty)
        #expect(try await journal.lease(now: after(-1), limit: 5).isEmpty)
        #expect(try await journal.nextDue(after: after(-1)) == noon)
        let step = try #require(try await journal.lease(now: noon, limit: 5).first)
        #expect(step.deliveryID == "x1")
        #expect(step.event == sampleEvent(1))
        #expect(step.plan == samplePlan)
        #expect(step.step == samplePlan.steps[0])
        #expect(step.firstDueAt == noon)
        #expect(step.attempts == 0 && !step.isInDoubt && step.input == nil)
        #expect(try await journal.lease(now: noon, limit: 5).isEmpty)
        #expect(try await journal.nextDue(after: noon) == nil)
        await journal.release(step)
        #expect(try await journal.lease(now: noon, limit: 5).count == 1)
    }

    @Test(
        "steps are handed out in the order they became due, past the leased ones",
        arguments: JournalEngine.all)
    func leaseOrder(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
        for number in 1...6 {
            _ = try await journal.append(sampleEvent(number))
            try await journal.recordPlans(
                through: Int64(number), [delivery("x\(number)", of: Int64(number))],
                now: after(Int64(-number)))
        }
        let first = try await journal.lease(now: noon, limit: 2)
        #expect(first.map(\.deliveryID) == ["x6", "x5"])
        let second = try await journal.lease(now: noon, limit: 3)
        #expect(second.map(\.deliveryID) == ["x4", "x3", "x2"])
    }

    @Test("wait, move and end lead through the steps", arguments: JournalEngine.all)
    func transitions(engine: JournalEngine) async throws {
        let journal = try await engine.plannedJournal(folder.path())
        var step = try await next(journal, noon)
        try await journal.begin(step, number: 1, input: ["a": 1], at: noon)
        try await journal.record(
            record(step, .wait(until: after(500)), attempt(1, .retry, reason: .throttled)),
            now: noon)
        #expect(try await journal.lease(now: after(499), limit: 1).isEmpty)
        #expect(try await journal.nextDue(after: noon) == after(500))
        step = try await next(journal, after(500))
        #expect(step.position == 0 && step.attempts == 1 && !step.isInDoubt)
        #expect(step.input == ["a": 1])
        #expect(step.firstDueAt == noon)
        try await journal.begin(step, number: 2, input: ["a": 1], at: after(500))
        try await journal.record(
            record(step, .move(.succeeded, result: ["id": 7], next: 1), attempt(2)),
            now: after(600))
        step = try await next(journal, after(600))
        #expect(step.position == 1 && step.attempts == 0 && step.input == nil)
        #expect(step.firstDueAt == after(600))
        #expect(step.results == ["snapshot": ["id": 7]])
        try await journal.record(
            record(step, .end(.succeeded, result: nil, delivery: .succeeded)), now: after(700))
        #expect(try await journal.lease(now: after(9_999), limit: 1).isEmpty)
        #expect(try await journal.nextDue(after: noon) == nil)
    }

    @Test("a lease given back after its attempt began is in doubt", arguments: JournalEngine.all)
    func aLeaseGivenBack(engine: JournalEngine) async throws {
        let journal = try await engine.plannedJournal(folder.path())
        let step = try await next(journal, noon)
        try await journal.begin(step, number: 1, input: ["a": 1], at: noon)
        await journal.release(step)
        let again = try await next(journal, noon)
        #expect(again.isInDoubt && again.attempts == 1 && again.input == ["a": 1])
    }

    @Test("what is recorded twice or too late moves nothing", arguments: JournalEngine.all)
    func recordedTwice(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path(), queueMax: 1)
        _ = try await journal.append(sampleEvent(1))
        try await journal.recordPlans(through: 1, [delivery("x1", of: 1)], now: noon)
        let step = try await next(journal, noon)
        let moved = record(step, .move(.succeeded, result: nil, next: 1))
        try await journal.record(moved, now: noon)
        #expect(await failure { try await journal.record(moved, now: noon) }?.code == .damaged)
        let second = try await next(journal, noon)
        let ended = record(second, .end(.succeeded, result: nil, delivery: .succeeded))
        try await journal.record(ended, now: noon)
        #expect(await failure { try await journal.record(ended, now: noon) }?.code == .damaged)
        let late = await failure {
            try await journal.begin(step, number: 2, input: [:], at: noon)
        }
        #expect(late?.code == .damaged)
        #expect(try await journal.lease(now: after(99), limit: 1).isEmpty)
        #expect(try await journal.append(sampleEvent(2)) == .accepted(id: "e2"))
        let full = await failure { try await journal.append(sampleEvent(3)) }
        #expect(full?.code == .overloaded, "an end counted twice would let one more in")
    }

    @Test(
        "a step that is entered again starts afresh and counts its attempts on",
        arguments: JournalEngine.all)
    func aStepEnteredAgain(engine: JournalEngine) async throws {
        let journal = try await engine.plannedJournal(folder.path())
        var step = try await next(journal, noon)
        try await journal.record(record(step, .move(.dead, result: nil, next: 2)), now: noon)
        step = try await next(journal, noon)
        try await journal.begin(step, number: 1, input: ["a": 1], at: noon)
        try await journal.record(
            record(step, .move(.dead, result: ["b": 1], next: 0)), now: after(1))
        step = try await next(journal, after(1))
        #expect(step.position == 0 && step.attempts == 1)
        try await journal.record(record(step, .move(.dead, result: nil, next: 2)), now: after(2))
        step = try await next(journal, after(2))
        #expect(step.position == 2 && step.attempts == 1 && step.input == nil)
        #expect(step.firstDueAt == after(2) && step.results.isEmpty)
    }

    @Test(
        "plans of events that are not there yet mark nothing as planned",
        arguments: JournalEngine.all)
    func plannedBeyondTheEnd(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
        _ = try await journal.append(sampleEvent(1))
        try await journal.recordPlans(through: 100, [], now: noon)
        _ = try await journal.append(sampleEvent(2))
        #expect(try await journal.unplanned(limit: 9).map(\.event.intake.id) == ["e2"])
        try await journal.recordPlans(through: 1, [], now: noon)
        #expect(try await journal.unplanned(limit: 9).map(\.event.intake.id) == ["e2"])
    }

    @Test("deep and large values come back as they were", arguments: JournalEngine.all)
    func deepValues(engine: JournalEngine) async throws {
        var deep: JSONValue = ["text": .string(String(repeating: "x", count: 3 << 20))]
        for _ in 0..<150 { deep = ["in": deep] }
        let journal = try await engine.open(folder.path())
        _ = try await journal.append(sampleEvent(1))
        let plan = PlannedDelivery(
            rule: "deep", steps: [Step(id: "a", action: .notify("ops"), template: deep)])
        try await journal.recordPlans(through: 1, [delivery("x1", of: 1, plan)], now: noon)
        let step = try await next(journal, noon)
        try await journal.begin(step, number: 1, input: deep, at: noon)
        try await journal.record(record(step, .wait(until: noon)), now: noon)
        let restarted = try await engine.open(try await engine.crashCopy(folder, to: "copy.db"))
        let again = try await next(restarted, noon)
        #expect(again.input == deep && again.plan == plan)
    }

    private func next(_ journal: any EventJournal, _ now: Timestamp) async throws -> DueStep {
        try #require(try await journal.lease(now: now, limit: 1).first)
    }
}

import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Conformance: restart")
struct RestartConformance {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    static let situations = [
        Situation(testDescription: "planned", actions: []),
        Situation(testDescription: "leased", actions: [.lease]),
        Situation(
            testDescription: "attempt begun", actions: [.lease, .begin(1)], attempts: 1,
            isInDoubt: true, input: ["n": 1]),
        Situation(
            testDescription: "waiting", actions: [.lease, .begin(1), .wait], attempts: 1,
            input: ["n": 1]),
        Situation(
            testDescription: "second attempt begun",
            actions: [.lease, .begin(1), .wait, .lease, .begin(2)], attempts: 2, isInDoubt: true,
            input: ["n": 2]),
        Situation(
            testDescription: "at the second step", actions: [.lease, .begin(1), .move],
            position: 1, results: ["snapshot": ["id": 7]], firstDueAt: after(10)),
        Situation(
            testDescription: "in the second step", actions: [.lease, .move, .lease, .begin(1)],
            position: 1, attempts: 1, isInDoubt: true, input: ["n": 1],
            results: ["snapshot": ["id": 7]], firstDueAt: after(10)),
        Situation(
            testDescription: "at the step for failures", actions: [.lease, .begin(1), .fail],
            position: 2, firstDueAt: after(10)),
        Situation(
            testDescription: "ended", actions: [.lease, .move, .lease, .end], position: nil),
    ]

    @Test("the right step is handed out after a crash", arguments: JournalEngine.all, situations)
    func restart(engine: JournalEngine, situation: Situation) async throws {
        let journal = try await engine.plannedJournal(folder.path())
        _ = try await journal.append(sampleEvent(2))
        var step: DueStep?
        for action in situation.actions {
            if case .lease = action {
                step = try await journal.lease(now: after(10), limit: 1).first
            } else {
                try await act(action, try #require(step), journal)
            }
        }
        let restarted = try await engine.open(try await engine.crashCopy(folder, to: "copy.db"))
        #expect(try await restarted.unplanned(limit: 9).map(\.event.intake.id) == ["e2"])
        #expect(try await restarted.append(sampleEvent(1)) == .duplicate(id: "e1"))
        let due = try await restarted.lease(now: after(10), limit: 9)
        guard let position = situation.position else { return #expect(due.isEmpty) }
        #expect(due.count == 1)
        let found = try #require(due.first)
        #expect(found.deliveryID == "x1" && found.event == sampleEvent(1))
        #expect(found.position == position)
        #expect(found.attempts == situation.attempts)
        #expect(found.isInDoubt == situation.isInDoubt)
        #expect(found.input == situation.input)
        #expect(found.results == situation.results)
        #expect(found.firstDueAt == situation.firstDueAt)
        #expect(found.failure == (position == 2 ? ["why": "refused"] : nil))
    }

    /// What was done before the process died, and what is handed out after it.
    struct Situation: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var actions: [Action]
        var position: Int? = 0
        var attempts = 0
        var isInDoubt = false
        var input: JSONValue?
        var results: JSONObject = [:]
        var firstDueAt = noon

        enum Action: Sendable {
            case lease
            case begin(Int)
            case wait, move, fail, end
        }
    }

    private func act(
        _ action: Situation.Action, _ step: DueStep, _ journal: any EventJournal
    ) async throws {
        let number = max(step.attempts, 1)
        func keep(_ transition: StepTransition, failure: JSONValue? = nil) async throws {
            try await journal.record(
                record(step, transition, attempt(number), failure: failure), now: after(10))
        }
        switch action {
        case .lease: break
        case .begin(let number):
            let input: JSONValue = ["n": .number(JSONNumber(number))]
            try await journal.begin(step, number: number, input: input, at: noon)
        case .wait: try await keep(.wait(until: after(10)))
        case .move: try await keep(.move(.succeeded, result: ["id": 7], next: 1))
        case .fail:
            try await keep(.move(.dead, result: nil, next: 2), failure: ["why": "refused"])
        case .end: try await keep(.end(.succeeded, result: nil, delivery: .succeeded))
        }
    }
}

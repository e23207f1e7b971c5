import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Conformance: who may go in a queue of messages")
struct OrderConformance {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test(
        "a digest settles the conditions of its members, each by its newest",
        arguments: JournalEngine.all)
    func digestedConditions(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 6, messagePlan)
        let members: [Int64: (String?, MessageState)] = [
            1: ("a", .firing), 2: ("b", .firing), 3: ("a", .resolved), 4: ("a", .progress),
            5: (nil, .firing), 6: ("c", .firing),
        ]
        try await journal.enqueueAll { step in
            let (key, state) = members[step.deliverySequence] ?? (nil, .none)
            return QueuedMessage(
                destination: "ops", group: "g", severity: "error",
                headline: "m\(step.deliverySequence)", conditionKey: key, state: state)
        }
        let first = try await journal.next(noon)
        // The last one is not in it.
        try await journal.record(
            record(first, delivered, message: sent(digested: [2, 3, 4, 5])), now: after(9))
        let told = try await journal.told(to: "ops", about: ["a", "b", "c"])
        func expected(_ headline: String, _ state: MessageState) -> ToldMessage {
            ToldMessage(
                reference: nil, headline: headline, state: state, toldAt: after(9), queuedAt: noon)
        }
        #expect(told == ["a": expected("m3", .resolved), "b": expected("m2", .firing)])
    }

    @Test(
        "who is queued where nobody waits may go on at once, and nobody else",
        arguments: JournalEngine.all)
    func goingOn(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 5, messagePlan)
        let steps = try await journal.lease(now: noon, limit: 9)
        func turn(
            _ number: Int, _ message: QueuedMessage = message()
        ) async throws -> MessageTurn? {
            try await journal.enqueue(
                steps[number - 1], message, input: [:], goingOn: true, now: noon)
        }
        #expect(try await turn(2) == nil, "the first one may queue before it")
        let first = MessageTurn(destination: "ops", queuedAt: noon, digestedBy: nil)
        #expect(try await turn(1) == first)
        #expect(try await journal.due(noon).isEmpty, "its lease is kept")
        #expect(try await turn(3) == nil, "two are before it")
        #expect(try await turn(4, message(to: "held", heldUntil: after(100))) == nil)
        #expect(try await turn(5, message(to: "held")) != nil, "who is held is in nobody's way")
        // Given back, it is handed out like any other.
        await journal.release(steps[0])
        #expect(try await journal.due(noon) == ["x1"])
    }

    @Test("who was called back may be told first as well", arguments: JournalEngine.all)
    func goingOnAnew(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 2, messagePlan)
        try await journal.enqueueAll()
        try await journal.queueAnew(messages: true, calls: false, now: after(1))
        let steps = try await journal.lease(now: after(1), limit: 9)
        #expect(steps.map(\.turn) == [nil, nil])
        let second = try await journal.enqueue(
            steps[1], message(), input: [:], goingOn: true, now: after(2))
        #expect(second == nil)
        let first = try await journal.enqueue(
            steps[0], message(), input: [:], goingOn: true, now: after(2))
        #expect(first?.queuedAt == noon)
    }

    @Test("the pace of a destination holds for who would go on", arguments: JournalEngine.all)
    func goingOnInTime(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 2, messagePlan)
        let steps = try await journal.lease(now: noon, limit: 9)
        let first = try await journal.enqueue(
            steps[0], message(), input: [:], goingOn: true, now: noon)
        #expect(first != nil)
        try await journal.record(
            record(steps[0], delivered, message: sent(nextAt: after(50))), now: noon)
        let second = try await journal.enqueue(
            steps[1], message(), input: [:], goingOn: true, now: noon)
        #expect(second == nil)
        #expect(try await journal.due(after(49)).isEmpty)
        #expect(try await journal.due(after(50)) == ["x2"])
    }

    @Test(
        "a pause that a clock noted which was set back since is none", arguments: JournalEngine.all)
    func clockSetBack(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 3, messagePlan)
        let steps = try await journal.lease(now: noon, limit: 9)
        try await journal.enqueue(steps[0], message(), input: [:], now: noon)
        try await journal.record(
            record(
                try await journal.next(noon), delivered,
                message: sent(nextAt: after(900_000))), now: noon)
        try await journal.enqueue(steps[1], message(), input: [:], now: after(-60_000))
        #expect(try await journal.due(after(899_999)).isEmpty, "a small step is none")
        try await journal.enqueue(steps[2], message(), input: [:], now: after(-3_600_000))
        #expect(try await journal.due(after(-3_600_000)) == ["x2"])
    }

    @Test(
        "queued anew, messages and calls are told apart, and who is gone may be asked",
        arguments: JournalEngine.all)
    func queueAnewApart(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 2, messagePlan)
        _ = try await journal.append(sampleEvent(2))
        try await journal.recordPlans(
            through: 2, [delivery("call", of: 2, coalescingPlan)], now: noon)
        let steps = try await journal.lease(now: noon, limit: 9)
        for step in steps.prefix(2) {
            try await journal.enqueue(step, message(), input: [:], now: noon)
        }
        try await journal.postpone(steps[2], until: after(5_000))
        var dead = DestinationState()
        dead.deadSince = noon
        dead.askedAt = noon
        let first = try await journal.next(noon)
        try await journal.record(
            record(
                first, .wait(until: after(700)), attempt(1, .retry),
                message: MessageRecord(destination: "ops", state: dead)), now: noon)
        try await journal.queueAnew(messages: false, calls: false, now: after(1))
        #expect(try await journal.destination("ops").askedAt == nil)
        #expect(try await journal.destination("ops").deadSince == noon)
        #expect(try await journal.due(after(1)) == ["x2"], "whose turn it is as before")
        try await journal.queueAnew(messages: false, calls: true, now: after(2))
        #expect(try await journal.due(after(2)) == ["call"])
        try await journal.queueAnew(messages: true, calls: false, now: after(3))
        #expect(try await journal.due(after(3)) == ["x1"])
    }

    @Test(
        "a message that is put aside keeps its lease and holds up nobody",
        arguments: JournalEngine.all)
    func putAside(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 2, messagePlan)
        try await journal.enqueueAll()
        let first = try await journal.next(noon)
        try await journal.putAside(first, now: after(1))
        #expect(try await journal.due(after(1)) == ["x2"])
        #expect(try await journal.due(after(9_999)).isEmpty)
    }
}

import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Conformance: messages in a queue")
struct MessagesConformance {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test(
        "messages of a destination go one at a time, in the order of the deliveries",
        arguments: JournalEngine.all)
    func order(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 3, messagePlan)
        for step in try await journal.lease(now: noon, limit: 9).reversed() {
            #expect(step.turn == nil)
            try await journal.enqueue(step, message(), input: ["text": "a"], now: after(5))
        }
        for id in ["x1", "x2", "x3"] {
            let due = try await journal.lease(now: after(5), limit: 9)
            #expect(due.map(\.deliveryID) == [id])
            let step = try #require(due.first)
            #expect(
                step.turn == MessageTurn(destination: "ops", queuedAt: noon, digestedBy: nil))
            #expect(step.input == ["text": "a"] && step.attempts == 0 && step.firstDueAt == noon)
            try await journal.begin(step, number: 1, input: ["text": "a"], at: after(5))
            #expect(try await journal.due(after(9_999)).isEmpty, "one at a time")
            try await journal.record(record(step, delivered, message: sent()), now: after(5))
        }
        #expect(try await journal.due(after(9_999)).isEmpty)
        #expect(try await journal.nextDue(after: noon) == nil)
        #expect(try await journal.destinations().isEmpty)
    }

    @Test(
        "a waiting message is due at no time, and its delivery has not ended",
        arguments: JournalEngine.all)
    func noTime(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 2, messagePlan)
        try await journal.enqueueAll()
        let first = try await journal.next(noon)
        #expect(try await journal.nextDue(after: noon) == nil, "no timer runs to the year 9999")
        let reader = try await engine.read(folder.path())
        #expect(try await reader.counts().openDeliveries == 2)
        #expect(try await reader.event("e1")?["deliveries"]?[1]?["status"] == "pending")
        try await journal.record(
            record(first, delivered, message: sent(nextAt: after(700))), now: after(1))
        #expect(try await journal.nextDue(after: noon) == after(700), "the pace counts")
        #expect(try await journal.due(after(699)).isEmpty)
        #expect(try await journal.due(after(700)) == ["x2"])
    }

    @Test("the input that is kept first counts", arguments: JournalEngine.all)
    func input(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 1, messagePlan)
        let step = try await journal.next(noon)
        try await journal.begin(step, number: 1, input: "first", at: noon)
        try await journal.enqueue(step, message(), input: "second", now: noon)
        let again = try await journal.next(noon)
        #expect(again.input == "first" && again.isInDoubt && again.attempts == 1)
    }

    @Test(
        "a destination that parks keeps its order, and others go on", arguments: JournalEngine.all)
    func parked(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 4, messagePlan)
        try await journal.enqueueAll { step in
            message(to: step.deliverySequence.isMultiple(of: 2) ? "team" : "ops")
        }
        let due = try await journal.lease(now: noon, limit: 9)
        #expect(due.map(\.deliveryID) == ["x1", "x2"])
        try await journal.record(
            record(
                due[0], .wait(until: after(900)), attempt(1, .retry, reason: .throttled),
                message: sent(nextAt: after(900))), now: noon)
        try await journal.record(
            record(due[1], delivered, message: sent(to: "team")), now: noon)
        #expect(try await journal.due(after(899)) == ["x4"])
        #expect(try await journal.nextDue(after: noon) == after(900))
        let again = try await journal.next(after(900))
        #expect(again.deliveryID == "x1" && again.attempts == 1)
        #expect(try await journal.destination("ops").nextAt == after(900))
        #expect(try await journal.due(after(9_999)).isEmpty)
    }

    @Test(
        "a message that is held is overtaken; when its time has come its place counts",
        arguments: JournalEngine.all)
    func held(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 4, messagePlan)
        try await journal.enqueueAll { step in
            message(heldUntil: [1: after(500), 2: after(200)][step.deliverySequence])
        }
        var step = try await journal.next(noon)
        #expect(step.deliveryID == "x3")
        try await journal.record(record(step, delivered, message: sent()), now: noon)
        step = try await journal.next(noon)
        #expect(step.deliveryID == "x4")
        try await journal.record(record(step, delivered, message: sent()), now: after(100))
        #expect(try await journal.nextDue(after: noon) == after(200), "the shortest held one")
        step = try await journal.next(after(600))
        #expect(step.deliveryID == "x2", "let go before the other one's time had come")
        try await journal.record(record(step, delivered, message: sent()), now: after(600))
        #expect(try await journal.due(after(600)) == ["x1"])
    }

    @Test(
        "a message that fails for a reason of its own does not hold up those behind it",
        arguments: JournalEngine.all)
    func ownPause(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 2, messagePlan)
        try await journal.enqueueAll()
        let first = try await journal.next(noon)
        try await journal.record(
            record(first, .wait(until: after(300)), attempt(1, .retry)), now: noon)
        let second = try await journal.next(noon)
        #expect(second.deliveryID == "x2")
        try await journal.record(record(second, delivered, message: sent()), now: after(1))
        #expect(try await journal.due(after(299)).isEmpty)
        #expect(try await journal.due(after(300)) == ["x1"])
    }

    @Test(
        "a digest ends what it has told, in one commit, and the queue goes on behind",
        arguments: JournalEngine.all)
    func digest(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 5, messagePlan)
        try await journal.enqueueAll { step in
            message(group: step.deliverySequence == 3 ? "other" : "deploy")
        }
        let first = try await journal.next(noon)
        let group = try #require(try await journal.waiting(with: first, limit: 9, now: noon))
        #expect(group.deliveries == [1, 2, 4, 5])
        let done = record(
            first, delivered, message: sent(nextAt: after(400), digested: group.deliveries))
        let before = try await engine.crashCopy(folder, to: "before.db")
        try await journal.record(done, now: after(1))
        let told = try await journal.lease(now: after(1), limit: 9)
        #expect(told.map(\.deliveryID) == ["x2", "x4", "x5"], "at once, whatever else")
        #expect(told.allSatisfy { $0.turn?.digestedBy == "x1" && $0.turn?.queuedAt == noon })
        for step in told { try await journal.record(record(step, delivered), now: after(2)) }
        #expect(try await journal.due(after(399)).isEmpty)
        #expect(try await journal.due(after(400)) == ["x3"])
        let restarted = try await engine.open(before)
        let again = try await restarted.next(noon)
        #expect(again.deliveryID == "x1", "nothing of the digest is kept without its commit")
        #expect(try await restarted.waiting(with: again, limit: 9, now: noon) == group)
        #expect(try await restarted.due(after(9_999)).isEmpty)
    }

    @Test("what a digest has told is not told again after a crash", arguments: JournalEngine.all)
    func digestThenCrash(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 3, messagePlan)
        try await journal.enqueueAll()
        let first = try await journal.next(noon)
        try await journal.record(
            record(first, delivered, message: sent(nextAt: after(50), digested: [2])), now: noon)
        let restarted = try await engine.open(try await engine.crashCopy(folder, to: "copy.db"))
        try await restarted.queueAnew(now: after(1))
        let due = try await restarted.lease(now: after(1), limit: 9)
        #expect(due.map(\.deliveryID) == ["x2", "x3"])
        #expect(due.first?.turn?.digestedBy == "x1")
        #expect(due.last?.turn == nil, "it is to be queued again")
        try await restarted.enqueue(due[1], message(), input: [:], now: after(2))
        #expect(try await restarted.nextDue(after: after(2)) == after(50), "the pace is kept")
    }

    @Test(
        "the waiting messages of a group are counted, the gravest shown first",
        arguments: JournalEngine.all)
    func waiting(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 12, messagePlan)
        let severities = ["info", "odd", "error", "critical", "success", "warning"]
        try await journal.enqueueAll { step in
            let number = Int(step.deliverySequence)
            return message(
                "m\(number)", severity: severities[number % 6],
                heldUntil: number == 12 ? after(1) : nil)
        }
        let first = try await journal.next(noon)
        let group = try #require(try await journal.waiting(with: first, limit: 99, now: noon))
        #expect(group.deliveries == Array(1...11))
        #expect(group.messages.count == 11 && group.messages.since == noon)
        #expect(
            group.messages.severities
                == ["info": 1, "odd": 2, "error": 2, "critical": 2, "success": 2, "warning": 2])
        #expect(group.messages.headlines == ["m3", "m9", "m2", "m8", "m5", "m11", "m4", "m10"])
        let few = try await journal.waiting(with: first, limit: 3, now: noon)
        #expect(few?.deliveries == [1, 2, 3] && few?.messages.count == 3)
        let later = try await journal.waiting(with: first, limit: 99, now: after(1))
        #expect(later?.deliveries == Array(1...12))
        try await journal.record(record(first, delivered, message: sent()), now: noon)
        #expect(try await journal.waiting(with: first, limit: 99, now: noon) == nil)
    }

    @Test(
        "a step's own message is among the waiting ones, however few are asked for",
        arguments: JournalEngine.all)
    func waitingOwn(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 3, messagePlan)
        let steps = try await journal.lease(now: noon, limit: 9)
        try await journal.enqueue(steps[2], message(), input: [:], now: noon)
        let last = try await journal.next(noon)
        for step in steps.prefix(2) {
            try await journal.enqueue(step, message(), input: [:], now: after(1))
        }
        #expect(try await journal.waiting(with: last, limit: 2, now: noon)?.deliveries == [1, 3])
        #expect(try await journal.waiting(with: last, limit: 0, now: noon)?.deliveries == [3])
        #expect(try await journal.waiting(with: steps[0], limit: 2, now: noon) != nil)
    }

    @Test(
        "what is known of a destination, what it was told and stories outlive a restart",
        arguments: JournalEngine.all)
    func restart(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 2, messagePlan)
        try await journal.enqueueAll()
        var state = DestinationState()
        state.nextAt = after(60)
        state.failures = 3
        state.failingSince = after(-20)
        state.deadSince = after(-10)
        state.deadMessage = "no such webhook"
        state.askedAt = after(-1)
        let told = ToldMessage(
            reference: ["ts": "1.2"], headline: "down", state: .firing, toldAt: noon)
        let first = try await journal.next(noon)
        try await journal.record(
            record(
                first, delivered, causes: ["config/1"],
                message: MessageRecord(destination: "ops", state: state, told: ["alarm": told])),
            now: noon)
        _ = try await journal.append(sampleEvent(2))
        let stories = [("config/1", 9), ("config/2", 10)].map {
            StoryBeginning(key: $0.0, at: after($0.1))
        }
        try await journal.recordPlans(through: 2, [], news: [], stories: stories, now: after(10))
        try await journal.recordPlans(
            through: 2, [], news: [], stories: [StoryBeginning(key: "config/2", at: noon)],
            now: after(11))
        let restarted = try await engine.open(try await engine.crashCopy(folder, to: "copy.db"))
        #expect(try await restarted.destination("ops") == state)
        #expect(try await restarted.destination("team") == DestinationState())
        #expect(try await restarted.told(to: "ops", about: ["alarm", "x"]) == ["alarm": told])
        #expect(try await restarted.told(to: "team", about: ["alarm"]).isEmpty)
        #expect(try await restarted.began("config/1") == noon, "the first that was heard of it")
        #expect(try await restarted.began("config/2") == after(10))
        #expect(try await restarted.began("config/3") == nil)
        #expect(
            try await restarted.destinations()
                == [DestinationSummary(destination: "ops", waiting: 1, state: state)])
        #expect(try await restarted.due(after(59)).isEmpty)
        #expect(try await restarted.due(after(60)) == ["x2"])
    }
}

import Events
import JSON
import Lifecycle
import SQLite
import Testing

@testable import Journal

@Suite("Journal: queues of messages")
struct OutboxTablesTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("queued anew, messages ask for their place again and keep their time")
    func queueAnew() async throws {
        let journal = try await journal(folder.path(), deliveries: 4, messagePlan)
        try await journal.enqueueAll { step in
            message(to: step.deliverySequence == 4 ? "team" : "ops")
        }
        let first = try await journal.next(noon)
        try await journal.queueAnew(now: after(10))
        let due = try await journal.lease(now: after(10), limit: 9)
        #expect(due.map(\.deliveryID) == ["x2", "x3", "x4"])
        #expect(due.allSatisfy { $0.turn == nil && $0.input == ["text": "a"] })
        try await journal.enqueue(due[1], message(to: "new"), input: [:], now: after(11))
        try await journal.enqueue(due[0], message(to: "new"), input: [:], now: after(12))
        #expect(try await journal.due(after(12)) == ["x2"])
        try await journal.record(record(first, delivered, message: sent()), now: after(13))
        // One that is sent without a queue now leaves nothing behind.
        try await journal.record(record(due[2], delivered), now: after(13))
        #expect(try await journal.destinations().map(\.destination) == ["new"])
        await journal.close()
        #expect(try folder.number("SELECT count(*) FROM outbox") == 2)
        #expect(try folder.number("SELECT min(queued_at) FROM outbox") == noon.milliseconds)
        #expect(try folder.number("SELECT max(queued_at) FROM outbox") == noon.milliseconds)
    }

    @Test("queued anew, a message in back-off is due, one that another has told stays told")
    func queueAnewOfOthers() async throws {
        let journal = try await journal(folder.path(), deliveries: 3, messagePlan)
        try await journal.enqueueAll()
        let first = try await journal.next(noon)
        try await journal.begin(first, number: 1, input: [:], at: noon)
        try await journal.record(
            record(
                first, .wait(until: after(800)), attempt(1, .retry),
                message: sent(nextAt: after(800), digested: [1, 2])), now: noon)
        try await journal.queueAnew(now: after(10))
        let due = try await journal.lease(now: after(10), limit: 9)
        #expect(due.map(\.deliveryID) == ["x2", "x1", "x3"])
        #expect(due.map(\.turn?.digestedBy) == ["x1", nil, nil])
        try await journal.enqueue(due[1], message(), input: [:], now: after(11))
        #expect(try await journal.nextDue(after: after(11)) == after(800))
    }

    @Test("a message that is told while it asks for its place again is not told twice")
    func toldInBetween() async throws {
        let journal = try await journal(folder.path(), deliveries: 4, messagePlan)
        try await journal.enqueueAll()
        let first = try await journal.next(noon)
        try await journal.queueAnew(now: after(1))
        let others = try await journal.lease(now: after(1), limit: 9)
        try await journal.enqueue(others[0], message(to: "new"), input: [:], now: after(2))
        try await journal.record(
            record(first, delivered, message: sent(digested: [2, 3, 4])), now: after(2))
        await journal.release(others[1])
        var told = try await journal.lease(now: after(2), limit: 9)
        #expect(told.map(\.deliveryID) == ["x2", "x3"])
        #expect(told.map(\.turn?.digestedBy) == [nil, "x1"], "the other is in another queue")
        try await journal.enqueue(others[2], message(), input: [:], now: after(3))
        told = try await journal.lease(now: after(3), limit: 9)
        #expect(told.map(\.turn?.digestedBy) == ["x1"])
    }

    @Test("who queues again for another destination lets the next one go where it was")
    func otherDestination() async throws {
        let journal = try await journal(folder.path(), deliveries: 2, messagePlan)
        try await journal.enqueueAll()
        let first = try await journal.next(noon)
        try await journal.enqueue(
            first, message(to: "new", heldUntil: after(70)), input: [:], now: noon)
        #expect(try await journal.due(noon) == ["x2"])
        let moved = try await journal.next(after(70))
        #expect(moved.turn == MessageTurn(destination: "new", queuedAt: noon, digestedBy: nil))
    }

    @Test("a lease that is given back keeps its turn; what is put off lets others go")
    func givenBack() async throws {
        let journal = try await journal(folder.path(), deliveries: 2, messagePlan)
        try await journal.enqueueAll()
        await journal.release(try await journal.next(noon))
        let first = try await journal.next(noon)
        #expect(first.deliveryID == "x1" && first.turn != nil)
        try await journal.postpone(first, until: after(40))
        let second = try await journal.next(noon)
        #expect(second.deliveryID == "x2")
        try await journal.record(record(second, delivered, message: sent()), now: after(1))
        #expect(try await journal.due(after(39)).isEmpty)
        #expect(try await journal.due(after(40)) == ["x1"])
    }

    @Test("who is taken back or cannot be read lets the next one go", arguments: [false, true])
    func gone(isDamaged: Bool) async throws {
        let plan = PlannedDelivery(rule: "other", steps: messagePlan.steps)
        let journal = try await journal(folder.path(), deliveries: 1, messagePlan)
        try await journal.recordPlans(
            through: 1, [delivery("x2", of: 1, plan), delivery("x3", of: 1, plan)], now: noon)
        try await journal.enqueueAll()
        if isDamaged {
            await journal.close()
            try folder.execute("UPDATE plans SET steps = '{' WHERE seq = 1")
            let again = try SQLiteJournal(path: folder.path())
            #expect(try await again.due(noon).isEmpty, "it has ended in the place of a lease")
            #expect(try await again.due(noon) == ["x2"])
            await again.close()
        } else {
            try await journal.drop(try await journal.next(noon))
            #expect(try await journal.due(noon) == ["x2"])
            await journal.close()
        }
        #expect(try folder.number("SELECT count(*) FROM outbox") == 2)
    }

    @Test("a step that has ended leaves its queue before the next one enters it")
    func nextStep() async throws {
        let plan = PlannedDelivery(
            rule: "two", steps: messagePlan.steps + messagePlan.steps)
        let journal = try await journal(folder.path(), deliveries: 2, plan)
        try await journal.enqueueAll()
        var step = try await journal.next(noon)
        try await journal.record(
            record(step, .move(.succeeded, result: [:], next: 1), message: sent()), now: after(3))
        let due = try await journal.lease(now: after(3), limit: 9)
        #expect(due.map(\.deliveryID) == ["x2", "x1"], "the message has waited longer")
        step = try #require(due.last)
        #expect(step.turn == nil && step.position == 1)
        try await journal.enqueue(step, message(), input: [:], now: after(4))
        #expect(try await journal.due(after(4)).isEmpty, "the other one is under way")
        try await journal.record(record(due[0], delivered, message: sent()), now: after(5))
        #expect(try await journal.next(after(5)).turn?.queuedAt == after(3))
    }

    @Test("a write that fails in a group leaves nothing of its message")
    func rollback() async throws {
        try await journal(folder.path(), deliveries: 3, messagePlan).close()
        let tables = try JournalTables(path: folder.path(), queueMax: 9)
        let steps = try tables.lease(now: noon, limit: 3)
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            for step in steps { try tables.enqueue(step, message(), input: "1", now: noon) }
        }
        let first = try #require(try tables.lease(now: noon, limit: 9).first)
        let told = ToldMessage(reference: nil, headline: "a", state: .none, toldAt: noon)
        let done = record(
            first, delivered, causes: ["c"],
            message: sent(nextAt: after(5), told: ["k": told], digested: [2]))
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            #expect(throws: JournalError.self) {
                try tables.savepoint { (tables: JournalTables) throws(JournalError) in
                    try tables.record(done, now: noon)
                    throw JournalError(.unavailable, "the disk is gone")
                }
            }
        }
        #expect(try tables.destination("ops") == DestinationState())
        #expect(try tables.told(to: "ops", about: ["k"]).isEmpty && tables.began("c") == nil)
        #expect(try tables.lease(now: after(9), limit: 9).isEmpty, "the lease is kept")
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            try tables.record(done, now: noon)
        }
        let due = try tables.lease(now: after(5), limit: 9)
        #expect(due.map(\.deliverySequence) == [2, 3] && due[0].turn?.digestedBy == "x1")
        #expect(try tables.told(to: "ops", about: ["k"]) == ["k": told])
    }

    @Test("the records of a group let go what they should, whatever their order")
    func oneGroup() async throws {
        try await journal(folder.path(), deliveries: 3, messagePlan).close()
        let tables = try JournalTables(path: folder.path(), queueMax: 9)
        let steps = try tables.lease(now: noon, limit: 3)
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            try tables.enqueue(steps[1], message(), input: "1", now: noon)
            try tables.enqueue(steps[2], message(), input: "1", now: noon)
        }
        let second = try #require(try tables.lease(now: noon, limit: 9).first)
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            try tables.record(
                record(second, .wait(until: after(6)), message: sent(nextAt: after(6))), now: noon)
            try tables.enqueue(steps[0], message(), input: "1", now: noon)
        }
        #expect(try tables.lease(now: after(5), limit: 9).isEmpty)
        #expect(try tables.lease(now: after(6), limit: 9).map(\.deliveryID) == ["x1"])
    }

    @Test("the last call before a step is the one of its own list that has succeeded")
    func lastCall() async throws {
        let call = { (name: String) in
            Step(action: .call(name), template: [:])
        }
        let tell = Step(id: "told", action: .notify("ops"), template: [:])
        let plan = PlannedDelivery(
            rule: "calls", steps: [call("a:One"), call("a:Two"), tell, tell],
            onFailure: [tell, call("a:Three"), tell])
        let journal = try await journal(folder.path(), deliveries: 1, plan)
        var found: [JSONValue?] = []
        let moves: [(DeliveryStatus, JSONValue, Int)] = [
            (.succeeded, ["n": 1], 1), (.succeeded, ["n": 2], 2), (.succeeded, ["n": 3], 3),
            (.dead, ["n": 4], 4), (.succeeded, ["n": 5], 5), (.succeeded, ["n": 6], 6),
        ]
        for (status, result, next) in moves {
            let step = try await journal.next(noon)
            found.append(step.lastCall)
            try await journal.record(
                record(step, .move(status, result: result, next: next)), now: noon)
        }
        found.append(try await journal.next(noon).lastCall)
        let one: JSONValue = ["name": "a:One", "result": ["n": 1]]
        let two: JSONValue = ["name": "a:Two", "result": ["n": 2]]
        let three: JSONValue = ["name": "a:Three", "result": ["n": 6]]
        #expect(found == [nil, one, two, two, nil, nil, three])
    }

    @Test("a call that has failed with a result is not the last call")
    func failedCall() async throws {
        let plan = PlannedDelivery(
            rule: "calls",
            steps: [Step(action: .call("a:One"), template: [:])] + messagePlan.steps)
        let journal = try await journal(folder.path(), deliveries: 1, plan)
        try await journal.record(
            record(try await journal.next(noon), .move(.dead, result: ["n": 1], next: 1)),
            now: noon)
        #expect(try await journal.next(noon).lastCall == nil)
    }
}

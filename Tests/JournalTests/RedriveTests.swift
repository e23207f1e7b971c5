import Events
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Journal

@Suite("Redrive")
struct RedriveTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private static let died = StepTransition.end(.dead, result: nil, delivery: .dead)

    @Test("a delivery that died at its first step goes back to it, with its input")
    func deadAtFirst() async throws {
        let journal = try await journal(folder.path(), deliveries: 1)
        var step = try await journal.next(noon)
        try await journal.begin(step, number: 1, input: ["channel": "a"], at: noon)
        let refused = attempt(1, .rejected, reason: .refused)
        let failure: JSONValue = ["reason": "refused"]
        try await journal.record(
            record(step, .move(.dead, result: nil, next: 2), refused, failure: failure), now: noon)
        step = try await journal.next(noon)
        #expect(step.isOnFailure && step.failure == failure)
        try await journal.record(
            record(step, .end(.succeeded, result: ["told": true], delivery: .dead)), now: noon)
        #expect(
            try await journal.redrive(delivery: "x1", now: after(5)) == .redriven(event: "e1"))
        step = try await journal.next(after(5))
        #expect(step.position == 0 && step.input == ["channel": "a"] && step.failure == nil)
        #expect(step.attempts == 1 && !step.isInDoubt && step.firstDueAt == after(5))
        #expect(step.results == JSONObject())
        // What had run for the failure has not run, for the page either.
        let page = try await JournalReader(path: folder.path()).event("e1")?["deliveries"]?[0]
        #expect(page?["steps"]?.arrayValue?.count == 2 && page?["failure"] == nil)
        #expect(page?["status"] == "pending" && page?["steps"]?[0]?["status"] == "pending")
        // The next failure tells again.
        let second = attempt(2, .rejected, reason: .refused)
        try await journal.record(
            record(step, .move(.dead, result: nil, next: 2), second, failure: failure),
            now: after(5))
        step = try await journal.next(after(5))
        #expect(step.isOnFailure && step.input == nil && step.attempts == 1 && !step.isInDoubt)
    }

    @Test("a delivery that died at its second step keeps the result of the first")
    func deadAtSecond() async throws {
        let journal = try await journal(folder.path(), deliveries: 1)
        var step = try await journal.next(noon)
        try await journal.record(
            record(step, .move(.succeeded, result: ["id": 7], next: 1)), now: noon)
        step = try await journal.next(noon)
        try await journal.record(
            record(step, .move(.dead, result: nil, next: 2), failure: ["a": 1]), now: noon)
        // It died in its steps for failures, too.
        step = try await journal.next(noon)
        try await journal.record(record(step, Self.died), now: noon)
        let answer = try await journal.redrive(delivery: "x1", now: after(5))
        #expect(answer == .redriven(event: "e1"))
        step = try await journal.next(after(5))
        #expect(step.position == 1 && step.results == ["snapshot": ["id": 7]])
        #expect(step.lastCall?["result"] == ["id": 7] && step.attempts == 1)
        try await journal.record(record(step, delivered, attempt(2)), now: after(5))
        #expect(
            try await journal.redrive(delivery: "x1", now: after(6)) == .notDead(.succeeded))
    }

    @Test("what has not failed is left as it is, and so is what is not there")
    func notDead() async throws {
        let journal = try await journal(folder.path(), deliveries: 1, coalescingPlan)
        #expect(try await journal.redrive(delivery: "x1", now: after(1)) == .notDead(.pending))
        #expect(try await journal.redrive(delivery: "x9", now: after(1)) == .unknown)
        #expect(try await journal.redrive(delivery: "e1", now: after(1)) == .unknown)
        let step = try await journal.next(noon)
        #expect(step.firstDueAt == noon)
        try await journal.begin(step, number: 1, input: [:], at: noon)
        #expect(try await journal.redrive(delivery: "x1", now: after(1)) == .notDead(.running))
        try await journal.record(record(step, follow("config/1")), now: noon)
        #expect(try await journal.redrive(delivery: "x1", now: after(1)) == .notDead(.following))
        #expect(try await journal.due(after(999)).isEmpty)
        #expect(try await journal.next(after(1_000)).followed?.key == "config/1")
    }

    @Test("a call of which nobody knows the end is made anew")
    func uncertain() async throws {
        let path = folder.path()
        let first = try await journal(path, deliveries: 1)
        var step = try await first.next(noon)
        try await first.begin(step, number: 1, input: ["n": 1], at: noon)
        await first.close()
        let journal = try SQLiteJournal(path: path)
        step = try await journal.next(noon)
        #expect(step.isInDoubt)
        let end = StepTransition.end(.uncertain, result: nil, delivery: .uncertain)
        try await journal.record(
            record(step, end, attempt(1, .uncertain, reason: .uncertain)), now: noon)
        #expect(
            try await journal.redrive(delivery: "x1", now: after(5)) == .redriven(event: "e1"))
        step = try await journal.next(after(5))
        #expect(!step.isInDoubt && step.attempts == 1 && step.input == ["n": 1])
    }

    @Test("an attempt without an end, of a delivery that was buried, is in doubt no more")
    func buried() async throws {
        let path = folder.path()
        let first = try await journal(path, deliveries: 1)
        let step = try await first.next(noon)
        try await first.begin(step, number: 1, input: ["n": 1], at: noon)
        await first.close()
        try folder.execute("UPDATE steps SET input = '{'")
        let journal = try SQLiteJournal(path: path)
        #expect(try await journal.due(noon).isEmpty)
        // The operator has mended it.
        await journal.close()
        try folder.execute("UPDATE steps SET input = '{}'")
        let mended = try SQLiteJournal(path: path)
        let answer = try await mended.redrive(delivery: "x1", now: after(5))
        #expect(answer == .redriven(event: "e1"))
        let again = try await mended.next(after(5))
        #expect(!again.isInDoubt && again.attempts == 1 && again.failure == nil)
    }

    @Test("a delivery whose plan cannot be read stays dead")
    func damaged() async throws {
        let path = folder.path()
        let first = try await journal(path, deliveries: 1)
        try await first.record(record(try await first.next(noon), Self.died), now: noon)
        await first.close()
        try folder.execute("UPDATE plans SET steps = 'x'")
        let journal = try SQLiteJournal(path: path)
        let error = await failure { try await journal.redrive(delivery: "x1", now: noon) }
        #expect(error?.code == .damaged)
        #expect(try folder.number("SELECT count(*) FROM deliveries WHERE status = 'dead'") == 1)
        try folder.execute(
            "DELETE FROM steps; UPDATE plans SET steps = '\(samplePlan.json.serialized())'")
        let mended = try SQLiteJournal(path: try folder.crashCopy(to: "copy.db"))
        let other = await failure { try await mended.redrive(delivery: "x1", now: noon) }
        #expect(other?.message == "delivery x1 has no step to go back to")
    }

    @Test("a followed step whose end nobody told makes its call again, and can be followed again")
    func overdue() async throws {
        let journal = try await journal(folder.path(), deliveries: 1)
        var step = try await journal.next(noon)
        try await journal.record(record(step, follow("config/1")), now: noon)
        step = try await journal.next(after(1_000))
        #expect(step.followed != nil)
        let overdue = attempt(2, .rejected, reason: .overdue)
        try await journal.record(record(step, Self.died, overdue), now: after(1_000))
        let answer = try await journal.redrive(delivery: "x1", now: after(2_000))
        #expect(answer == .redriven(event: "e1"))
        step = try await journal.next(after(2_000))
        #expect(step.followed == nil && step.attempts == 2)
        let page = try await JournalReader(path: folder.path()).event("e1")?["deliveries"]?[0]
        #expect(page?["steps"]?[0]?["result"] == nil)
        try await journal.record(record(step, follow("config/2"), attempt(3)), now: after(2_000))
        try await journal.tell(2, ("config/2", good), now: after(2_001))
        #expect(try await journal.next(after(2_001)).followed?.news == good)
    }
}

@Suite("Redrive: what others wait for")
struct RedriveSharingTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private static let doubt = StepTransition.end(.uncertain, result: nil, delivery: .uncertain)

    @Test("an uncertain end that was shared is not shared again after a redrive")
    func sharedDoubt() async throws {
        for order in [["x1", "x2"], ["x2", "x1"], ["x2"]] {
            let journal = try await journal(
                folder.path("\(order.joined()).db"), deliveries: 2, coalescingPlan)
            let steps = try await journal.lease(now: noon, limit: 2)
            let claim = { (step: DueStep, now: Timestamp) in
                try await journal.claim(step, call: "a", since: noon, now: now)
            }
            #expect(try await claim(steps[0], noon) == .granted)
            #expect(try await claim(steps[1], noon) == .underWay)
            try await journal.record(
                record(steps[0], Self.doubt, shared: ["uncertain": "who knows"]), now: noon)
            let second = try await journal.next(noon)
            #expect(
                try await claim(second, noon)
                    == .made(outcome: ["uncertain": "who knows"], by: "x1"))
            let shared = AttemptRecord(
                number: 1, startedAt: noon, durationMilliseconds: 0, outcome: .uncertain,
                reason: .uncertain, message: "", request: ["sharedWith": "x1"], response: nil)
            try await journal.record(record(second, Self.doubt, shared), now: noon)
            for id in order {
                let answer = try await journal.redrive(delivery: id, now: after(5))
                #expect(answer == .redriven(event: "e1"))
            }
            // Whoever comes first makes the call.
            let again = try await journal.lease(now: after(5), limit: 2)
            #expect(again.count == order.count)
            let last = try #require(again.last)
            #expect(try await claim(last, after(5)) == .granted, "\(order)")
            await journal.close()
        }
    }

    @Test("a call that went well is shared with who is redriven")
    func sharedSuccess() async throws {
        let journal = try await journal(folder.path(), deliveries: 2, coalescingPlan)
        let steps = try await journal.lease(now: noon, limit: 2)
        _ = try await journal.claim(steps[0], call: "a", since: noon, now: noon)
        try await journal.record(
            record(steps[0], delivered, shared: ["result": 1]), now: noon)
        let failed = AttemptRecord(
            number: 1, startedAt: noon, durationMilliseconds: 0, outcome: .rejected,
            reason: .refused, message: "", request: ["sharedWith": "x1"], response: nil)
        try await journal.record(
            record(steps[1], .end(.dead, result: nil, delivery: .dead), failed), now: noon)
        #expect(
            try await journal.redrive(delivery: "x2", now: after(5)) == .redriven(event: "e1"))
        let again = try await journal.next(after(5))
        let claim = try await journal.claim(again, call: "a", since: noon, now: after(5))
        #expect(claim == .made(outcome: ["result": 1], by: "x1"))
    }

    @Test("what damage has left of a claim, a place in a queue or a following goes")
    func leftovers() async throws {
        let path = folder.path()
        let first = try await journal(path, deliveries: 3, messagePlan)
        for step in try await first.lease(now: noon, limit: 1) {
            try await first.record(
                record(step, .end(.dead, result: nil, delivery: .dead)), now: noon)
        }
        await first.close()
        try folder.execute(
            """
            INSERT INTO outbox SELECT seq, 'ops', 'g', 's', 'h', NULL, 'none', 0, NULL, NULL, 1
            FROM deliveries WHERE id = 'x1';
            INSERT INTO calls SELECT x'61', seq, 0, 0, NULL FROM deliveries WHERE id = 'x1';
            INSERT INTO waiting SELECT seq, x'62' FROM deliveries WHERE id = 'x1';
            INSERT INTO followers SELECT seq, 'k', '{}', 0, NULL FROM deliveries WHERE id = 'x1';
            """)
        let journal = try SQLiteJournal(path: path)
        #expect(
            try await journal.redrive(delivery: "x1", now: after(5)) == .redriven(event: "e1"))
        for table in ["outbox", "calls", "waiting", "followers"] {
            #expect(try folder.number("SELECT count(*) FROM \(table)") == 0)
        }
        // Its message queues like any other, in its own place.
        try await journal.enqueueAll(now: after(5))
        #expect(try await journal.due(after(5)) == ["x1"])
    }

    @Test("a message to a destination that is gone may ask it at once")
    func goneDestination() async throws {
        let journal = try await journal(folder.path(), deliveries: 1, messagePlan)
        try await journal.enqueueAll()
        var step = try await journal.next(noon)
        #expect(step.turn != nil)
        var gone = DestinationState()
        (gone.deadSince, gone.deadMessage, gone.askedAt) = (noon, "404", noon)
        try await journal.record(
            record(
                step, .end(.dead, result: nil, delivery: .dead),
                message: MessageRecord(destination: "ops", state: gone)), now: noon)
        #expect(
            try await journal.redrive(delivery: "x1", now: after(5)) == .redriven(event: "e1"))
        let state = try await journal.destination("ops")
        #expect(state.askedAt == nil && state.deadSince == noon)
        step = try await journal.next(after(5))
        #expect(step.turn == nil && step.input == ["text": "a"])
        try await journal.enqueue(step, sampleMessage, input: ["text": "b"], now: after(5))
        step = try await journal.next(after(5))
        #expect(step.turn?.queuedAt == after(5) && step.input == ["text": "a"])
    }

    @Test("a redriven delivery counts as open: for the limit of the queue, and for the purge")
    func open() async throws {
        let journal = try SQLiteJournal(path: folder.path(), queueMax: 1)
        _ = try await journal.append(sampleEvent(1))
        try await journal.recordPlans(through: 1, [delivery("x1", of: 1, messagePlan)], now: noon)
        let step = try await journal.next(noon)
        try await journal.record(
            record(step, .end(.dead, result: nil, delivery: .dead)), now: noon)
        #expect(
            try await journal.redrive(delivery: "x1", now: after(5)) == .redriven(event: "e1"))
        let error = await failure { try await journal.append(sampleEvent(2)) }
        #expect(error?.code == .overloaded)
        #expect(try await journal.purge(before: after(1_000_000)) == 0)
        let again = try await journal.next(after(5))
        try await journal.record(record(again, delivered, attempt(2)), now: after(5))
        _ = try await journal.append(sampleEvent(2))
        #expect(try await journal.purge(before: after(1)) == 1)
        #expect(try await journal.redrive(delivery: "x1", now: after(9)) == .unknown)
    }

    @Test("a redrive that fails with its commit changes nothing, and wakes nobody")
    func rollback() async throws {
        let journal = try SQLiteJournal(path: folder.path(), queueMax: 1)
        _ = try await journal.append(sampleEvent(1))
        try await journal.recordPlans(through: 1, [delivery("x1", of: 1, messagePlan)], now: noon)
        let step = try await journal.next(noon)
        try await journal.record(
            record(step, .end(.dead, result: nil, delivery: .dead)), now: noon)
        let tables = try JournalTables(path: try folder.crashCopy(to: "copy.db"), queueMax: 1)
        let broken = JournalError(.unavailable, "no")
        #expect(throws: broken) {
            try tables.transaction { (tables: JournalTables) throws(JournalError) in
                _ = try tables.redrive("x1", now: noon)
                throw broken
            }
        }
        #expect(try tables.lease(now: noon, limit: 1).isEmpty)
        #expect(tables.marks.openDeliveries == 0)
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            _ = try tables.redrive("x1", now: noon)
        }
        #expect(tables.marks.openDeliveries == 1)
        #expect(try tables.lease(now: noon, limit: 1).count == 1)
    }
}

/// Random lives of deliveries beside a list of what must be true of each.
@Suite("Redrive: model")
struct RedriveModelTests {
    /// What a delivery should be.
    private struct Known {
        var position = 0
        var attempts = [0, 0, 0]
        var failedAt: Int?
        var status = DeliveryStatus.pending
        var firstDueAt = noon
    }

    @Test("random lives agree with what is known of them", arguments: 1...8 as ClosedRange<UInt64>)
    func lives(seed: UInt64) async throws {
        let folder = try JournalFolder()
        var random = SplitMix64(seed: seed)
        let journal = try await journal(folder.path(), deliveries: 6)
        var known = (0..<6).map { _ in Known() }
        var redriven = 0
        for round in 1...120 {
            let now = after(Int64(round))
            let index = Int.random(in: 0..<6, using: &random)
            if Int.random(in: 0..<3, using: &random) == 0 {
                let answer = try await journal.redrive(delivery: "x\(index + 1)", now: now)
                guard let failedAt = known[index].failedAt, known[index].status == .dead else {
                    #expect(answer == .notDead(known[index].status))
                    continue
                }
                #expect(answer == .redriven(event: "e1"))
                redriven += 1
                known[index].position = failedAt
                known[index].failedAt = nil
                known[index].status = .pending
                known[index].firstDueAt = now
                continue
            }
            for step in try await journal.lease(now: now, limit: 1) {
                let index = try #require(Int(step.deliveryID.dropFirst())) - 1
                #expect(step.position == known[index].position)
                #expect(step.attempts == known[index].attempts[step.position])
                #expect(step.firstDueAt == known[index].firstDueAt && !step.isInDoubt)
                #expect((step.failure != nil) == step.isOnFailure)
                try await journal.begin(
                    step, number: step.attempts + 1, input: ["n": 1], at: now)
                known[index].attempts[step.position] += 1
                known[index].firstDueAt = now
                let isGood = Int.random(in: 0..<3, using: &random) > 0
                var failure: JSONValue?
                let transition: StepTransition
                switch (step.position, isGood) {
                case (0, true):
                    transition = .move(.succeeded, result: ["id": 1], next: 1)
                    known[index].position = 1
                case (1, true):
                    transition = delivered
                    known[index].status = .succeeded
                case (2, _):
                    transition = .end(isGood ? .succeeded : .dead, result: nil, delivery: .dead)
                    known[index].status = .dead
                default:
                    transition = .move(.dead, result: nil, next: 2)
                    failure = ["reason": "refused"]
                    known[index].failedAt = step.position
                    known[index].position = 2
                }
                try await journal.record(
                    record(
                        step, transition, attempt(step.attempts + 1, .succeeded), failure: failure),
                    now: now)
            }
        }
        #expect(redriven > 0)
        let open = known.count { !$0.status.isFinal }
        #expect(
            try folder.number("SELECT count(*) FROM deliveries WHERE due_at NOTNULL")
                == Int64(open))
    }
}

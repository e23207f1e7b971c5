import Events
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Deliveries
@testable import Journal

@Suite("Delivery engine", .timeLimit(.minutes(3)))
struct DeliveryEngineTests {
    private let rescued = PlannedDelivery(
        rule: "r", steps: [Fixtures.snapshot, Fixtures.tell("ops", "never said")],
        onFailure: [
            Fixtures.tell("team", "{{ failure.step }}: {{ failure.reason }}"),
            Fixtures.tell("team", "that was all"),
        ])

    @Test("an event becomes a call and a message with the call's result")
    func anEventBecomesACallAndAMessage() async throws {
        let plant = try Plant()
        let plan = PlannedDelivery(
            rule: "r",
            steps: [
                Fixtures.snapshot,
                Fixtures.tell("ops", "{{ detail.said }} {{ steps.snapshot.configSnapshotId }}"),
            ])
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.ends(2) == ["step 2", "delivery succeeded"])
        }
        #expect(plant.aws.received.count == 1)
        #expect(plant.told == ["hello s-1"])
        #expect(try await plant.deliveries().map { $0["status"] } == ["succeeded"])
    }

    @Test("events that no rule wants are planned, more of them than fit in one commit")
    func eventsThatNoRuleWants() async throws {
        let plant = try Plant()
        for number in 0..<300 {
            _ = try await plant.journal.append(Fixtures.event("E\(number)"))
        }
        let engine = DeliveryEngine(try plant.parts(nil))
        let running = Task { await engine.run() }
        while !Task.isCancelled, try await !plant.journal.unplanned(limit: 1).isEmpty {
            await Task.yield()
        }
        await engine.stop()
        await running.value
        #expect(try await plant.deliveries().isEmpty)
    }

    @Test("an event that no rule wants is told of, after the commit")
    func unwantedIsTold() async throws {
        let plant = try Plant()
        try await plant.run(nil) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.news() == "E1")
            #expect(try await plant.outcome() == .noMatch)
        }
    }

    @Test("the end of a delivery is told of, after the commit, and neither its plan nor a step")
    func endIsTold() async throws {
        let plant = try Plant(aws: { _ in Plant.noChannel })
        try await plant.run(rescued, failures: "ops") {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            // Once for the delivery and once for its announcement, in any order.
            for _ in 0..<2 { #expect(await plant.news() == "E1") }
            #expect(try await plant.outcome() == .failed)
        }
    }

    @Test("the end of a delivery that cannot be read is told of, and logged")
    func unreadableIsTold() async throws {
        let directory = try TemporaryDirectory()
        let first = try Plant(in: directory)
        try await first.start(rescued)
        await first.journal.close()
        _ = try Python.run(
            """
            import sqlite3, sys
            journal = sqlite3.connect(sys.argv[1])
            journal.execute("UPDATE events SET document = '[]'")
            journal.commit()
            """, ["\(directory.path)/journal.db"])
        let plant = try Plant(in: directory)
        try await plant.run(nil) {
            let news = await plant.news()
            let outcome = try await plant.outcome()
            #expect(news == "E1" && outcome == .failed)
        }
        let line = await plant.lines.first { _ in true }
        #expect(line?["message"] == "a delivery cannot be read")
        #expect(line?["event"] == "E1")
    }

    @Test(
        "beside a busy intake little is done of a backlog, and what is new is none",
        arguments: [(nil, 256), (0, 4), (1, 8), (10, 44), (1_000, 256)] as [(Int?, Int)])
    func leasedBesideIntake(planned: Int?, leased: Int) {
        #expect(DeliveryEngine.leasedMax(beside: planned) == leased)
    }

    @Test("a failed attempt is made again when its back-off is over, and not before")
    func aFailedAttemptIsMadeAgain() async throws {
        let answers = Locked([503, 429, 500, 200])
        let plant = try Plant(slack: { _ in
            let status = answers.withLock { $0.removeFirst() }
            return HTTPResponse(
                status: status, headers: status == 429 ? ["Retry-After": "30"] : [:])
        })
        try await plant.run(PlannedDelivery(rule: "r", steps: [Fixtures.tell()])) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            for (attempt, pause) in [(1, 500), (2, 30_000), (3, 4_001)] as [(Int, Int64)] {
                await plant.time.slept(pause)
                #expect(plant.slack.received.count == attempt)
                plant.time.advance(pause)
            }
            let last = await plant.ends(4).last
            #expect(last == "delivery succeeded")
        }
        let attempts = try await plant.deliveries().first?["steps"]?[0]?["attempts"]
        let outcomes = attempts?.arrayValue?.map { $0["outcome"]?.stringValue ?? "" }
        #expect(outcomes == ["retry", "retry", "retry", "succeeded"])
    }

    @Test("a step that waits is in nobody's way, and its time is not forgotten")
    func aWaitingStepIsInNobodysWay() async throws {
        let isFirst = Locked(true)
        let plant = try Plant(slack: { _ in
            let wasFirst = isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
            }
            return wasFirst
                ? HTTPResponse(status: 429, headers: ["Retry-After": "900"]) : Plant.posted
        })
        try await plant.start(
            PlannedDelivery(rule: "r", steps: [Fixtures.tell("team", "{{ id }}")]), event: "slow")
        let plan = PlannedDelivery(rule: "r", steps: [Fixtures.tell("ops", "{{ id }}")])
        try await plant.run(plan) {
            _ = await plant.ends(1)
            await plant.time.slept(DeliveryEngine.sleepMillisecondsMax)
            _ = try await plant.journal.append(Fixtures.event("quick"))
            #expect(await plant.ends(1) == ["delivery succeeded"])
            #expect(plant.told == ["slow", "quick"])
            plant.time.advance(900_000)
            #expect(await plant.ends(1) == ["delivery succeeded"])
        }
        #expect(plant.told == ["slow", "quick", "slow"])
    }

    @Test("a dead letter is announced to the failures receiver, once")
    func aDeadLetterIsAnnounced() async throws {
        let plant = try Plant(aws: { _ in Plant.noChannel })
        try await plant.run(
            PlannedDelivery(rule: "r", steps: [Fixtures.snapshot]), failures: "ops"
        ) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.ends(2) == ["delivery dead", "delivery succeeded"])
        }
        #expect(plant.aws.received.count == 1)
        #expect(plant.told == ["*Rule r failed: snapshot*"])
        let deliveries = try await plant.deliveries()
        #expect(deliveries.map { $0["status"] } == ["dead", "succeeded"])
        #expect(deliveries[0]["failure"]?["reason"] == "not_found")
    }

    @Test("a failures receiver that is dead itself is told once and announced to nobody")
    func aDeadFailuresReceiver() async throws {
        let plant = try Plant(
            aws: { _ in Plant.noChannel }, slack: { _ in HTTPResponse(status: 404) })
        try await plant.run(
            PlannedDelivery(rule: "r", steps: [Fixtures.snapshot]), failures: "ops"
        ) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.ends(2) == ["delivery dead", "delivery dead"])
        }
        #expect(plant.slack.received.count == 1)
        #expect(try await plant.deliveries().count == 2)
    }

    @Test("onFailure runs in order after the failure, and the rest of the steps never")
    func onFailureRunsInOrder() async throws {
        let plant = try Plant(aws: { _ in Plant.noChannel })
        try await plant.run(rescued) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.ends(3) == ["step 3", "step 4", "delivery dead"])
        }
        #expect(plant.told == ["*snapshot: not_found*", "*that was all*"])
        let steps = try await plant.deliveries().first?["steps"]?.arrayValue ?? []
        #expect(steps.map { $0["status"] } == ["dead", "pending", "succeeded", "succeeded"])
    }

    @Test(
        "after a crash in mid-call only a call that may be repeated is made again",
        arguments: [
            (Fixtures.tell(), DeliveryStatus.succeeded, 1),
            (Fixtures.snapshot, .uncertain, 0),
            (
                Step(
                    action: .call("config:DeliverConfigSnapshot"),
                    template: ["deliveryChannelName": "default"],
                    retry: RetryPolicy(repeatsUncertain: true)), .succeeded, 1
            ),
        ])
    func afterACrash(_ step: Step, _ status: DeliveryStatus, _ requests: Int) async throws {
        let directory = try TemporaryDirectory()
        do {
            let before = try Plant(in: directory)
            try await before.start(PlannedDelivery(rule: "r", steps: [step]))
            let input: JSONValue = ["deliveryChannelName": "default"]
            try await before.journal.begin(
                try await before.due(), number: 1, input: input, at: before.time.now)
            await before.journal.close()
        }
        let plant = try Plant(in: directory)
        try await plant.run(nil) {
            #expect(await plant.ends(1) == ["delivery \(status.rawValue)"])
        }
        #expect(plant.aws.received.count + plant.slack.received.count == requests)
        #expect(try await plant.deliveries().first?["status"] == .string(status.rawValue))
    }

    @Test("stop lets the attempts under way finish and begins nothing new")
    func stopLetsAttemptsFinish() async throws {
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let plant = try Plant(slack: { _ in
            for await _ in released {}
            return Plant.posted
        })
        let plan = PlannedDelivery(rule: "r", steps: [Fixtures.tell(), Fixtures.tell()])
        try await plant.start(plan)
        let engine = DeliveryEngine(try plant.parts(nil))
        let running = Task { await engine.run() }
        for await _ in plant.slack.requests { break }
        await engine.stop()
        release.finish()
        await running.value
        #expect(plant.slack.received.count == 1)
        let steps = try await plant.deliveries().first?["steps"]?.arrayValue ?? []
        #expect(steps.map { $0["status"] } == ["succeeded", "pending"])
    }

    @Test("a cancelled engine cuts attempts short and leaves their steps due")
    func aCancelledEngine() async throws {
        let (never, end) = AsyncStream.makeStream(of: Void.self)
        let plant = try Plant(slack: { _ in
            for await _ in never {}
            return Plant.posted
        })
        let step = Step(
            action: .notify("ops"), template: ["text": "x"],
            retry: RetryPolicy(forMilliseconds: 0))
        try await plant.start(PlannedDelivery(rule: "r", steps: [step]))
        let engine = DeliveryEngine(try plant.parts(nil))
        let running = Task { await engine.run() }
        for await _ in plant.slack.requests { break }
        running.cancel()
        await running.value
        end.finish()
        #expect(try await plant.deliveries().first?["status"] == "pending")
        #expect(try await plant.due().attempts == 1)
    }

    @Test("an engine that was stopped before it ran begins nothing")
    func anEngineStoppedBefore() async throws {
        let plant = try Plant()
        try await plant.start(PlannedDelivery(rule: "r", steps: [Fixtures.tell()]))
        let engine = DeliveryEngine(try plant.parts(nil))
        await engine.stop()
        await engine.run()
        #expect(plant.slack.received.isEmpty)
    }

    @Test(
        "no more is under way at once than the limits allow",
        arguments: [
            DeliveryEngine.Limits(inFlightMax: 1), DeliveryEngine.Limits(leasedBytesMax: 1),
        ])
    func limits(limits: DeliveryEngine.Limits) async throws {
        let calls = Locked((now: 0, most: 0))
        let rate = Rate(count: 100_000, periodMilliseconds: 1_000)
        let plant = try Plant(
            rates: ["config:DeliverConfigSnapshot": rate],
            aws: { _ in
                calls.withLock { calls in
                    calls.now += 1
                    calls.most = max(calls.most, calls.now)
                }
                for _ in 0..<100 { await Task.yield() }
                calls.withLock { $0.now -= 1 }
                return Plant.delivered
            })
        let plan = PlannedDelivery(rule: "r", steps: [Fixtures.snapshot])
        let engine = DeliveryEngine(try plant.parts(plan, limits: limits))
        // Each event alone is read by a lease of its own.
        let said = String(repeating: "x", count: JournalTables.leaseBytesMax)
        for number in 1...3 {
            _ = try await plant.journal.append(
                Fixtures.event("E\(number)", detail: ["said": .string(said)]))
        }
        let running = Task { await engine.run() }
        await plant.time.passing { _ = await plant.ends(3) }
        await engine.stop()
        await running.value
        #expect(calls.withLock { $0.most } == 1)
    }
}

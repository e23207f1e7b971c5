import Events
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Deliveries
@testable import Journal

@Suite("Attempt", .timeLimit(.minutes(3)))
struct AttemptTests {
    private let call = PlannedDelivery(rule: "r", steps: [Fixtures.snapshot])
    private let message = PlannedDelivery(rule: "r", steps: [Fixtures.tell()])

    @Test("the input, the request, the answer and the times are recorded")
    func anAttemptIsRecorded() async throws {
        let plant = try Plant()
        try await plant.start(call)
        await Attempt(try await plant.due(), with: try plant.parts(nil)).carryOut()
        let delivery = try #require(try await plant.deliveries().first)
        #expect(delivery["status"] == "succeeded")
        let step = try #require(delivery["steps"]?[0])
        #expect(step["input"] == ["deliveryChannelName": "default"])
        #expect(step["result"] == ["configSnapshotId": "s-1"])
        let attempt = try #require(step["attempts"]?[0])
        #expect(attempt["number"] == 1)
        #expect(attempt["startedAt"] == .string(ManualTime.start.iso8601))
        #expect(attempt["durationMs"] == 0)
        #expect(attempt["outcome"] == "succeeded")
        #expect(attempt["request"]?["call"] == "config:DeliverConfigSnapshot")
        #expect(attempt["response"] == ["configSnapshotId": "s-1"])
        #expect(plant.aws.received.count == 1)
    }

    @Test("nothing is sent when the journal does not take the beginning")
    func nothingIsSentWithoutABeginning() async throws {
        let plant = try Plant()
        try await plant.start(call)
        let due = try await plant.due()
        await plant.journal.close()
        let pauses = Locked<[Int64]>([])
        let surroundings = Surroundings(
            clock: .system, sleep: { pause in pauses.withLock { $0.append(pause) } },
            random: { 0 })
        await Attempt(due, with: try plant.parts(nil, surroundings: surroundings)).carryOut()
        #expect(plant.aws.received.isEmpty)
        #expect(pauses.withLock { $0 } == [1_000])
    }

    @Test("a step that the journal has moved meanwhile is not sent, nor asked for again and again")
    func aStaleStepIsNotSent() async throws {
        let plant = try Plant()
        try await plant.start(
            PlannedDelivery(rule: "r", steps: [Fixtures.tell(), Fixtures.tell()]))
        let due = try await plant.due()
        await Attempt(due, with: try plant.parts(nil)).carryOut()
        await Attempt(due, with: try plant.parts(nil)).carryOut()
        #expect(plant.slack.received.count == 1)
    }

    @Test("an outcome is offered to the journal until it takes it, and sent only once")
    func anOutcomeIsOfferedUntilTaken() async throws {
        let journal = Locked<SQLiteJournal?>(nil)
        let big = String(repeating: "x", count: 300_000)
        let plant = try Plant(aws: { _ in
            // The disk is full by the time the answer comes.
            try? await journal.withLock { $0 }?.limit(pages: 1)
            return HTTPResponse(
                status: 200, body: Array(#"{"configSnapshotId":"\#(big)"}"#.utf8))
        })
        journal.withLock { $0 = plant.journal }
        try await plant.start(call)
        let pauses = Locked(0)
        let surroundings = Surroundings(
            clock: .system,
            sleep: { _ in
                let count = pauses.withLock { count in
                    count += 1
                    return count
                }
                if count == 3 { try? await plant.journal.limit(pages: 1_000_000) }
            }, random: { 0 })
        await Attempt(
            try await plant.due(), with: try plant.parts(nil, surroundings: surroundings)
        ).carryOut()
        #expect(pauses.withLock { $0 } == 3)
        #expect(plant.aws.received.count == 1)
        #expect(try await plant.deliveries().first?["status"] == "succeeded")
    }

    @Test("a call in doubt ends as uncertain and is not made again")
    func aCallInDoubtIsNotMadeAgain() async throws {
        let plant = try Plant()
        try await plant.start(call)
        let due = try await plant.due()
        try await plant.journal.begin(due, number: 1, input: [:], at: plant.time.now)
        await plant.journal.release(due)
        let parts = try plant.parts(nil, failures: "ops")
        await Attempt(try await plant.due(), with: parts).carryOut()
        #expect(plant.aws.received.isEmpty)
        let deliveries = try await plant.deliveries()
        #expect(deliveries.map { $0["status"] } == ["uncertain", "pending"])
        #expect(deliveries[0]["steps"]?[0]?["attempts"]?.arrayValue?.count == 1)
        #expect(deliveries[1]["rule"] == "(failures)")
    }

    @Test("a message in doubt is sent again with the input it had")
    func aMessageInDoubtIsSentAgain() async throws {
        let plant = try Plant()
        try await plant.start(message)
        let due = try await plant.due()
        try await plant.journal.begin(
            due, number: 1, input: ["text": "as it was {{ oops"], at: plant.time.now)
        await plant.journal.release(due)
        await Attempt(try await plant.due(), with: try plant.parts(nil)).carryOut()
        #expect(plant.told == ["as it was {{ oops"])
        let attempts = try await plant.deliveries().first?["steps"]?[0]?["attempts"]
        #expect(attempts?.arrayValue?.map { $0["outcome"] } == [nil, "succeeded"])
    }

    @Test("a template that fails is a dead letter of which nothing was sent")
    func aTemplateThatFails() async throws {
        let plant = try Plant()
        try await plant.start(
            PlannedDelivery(rule: "r", steps: [Fixtures.tell("ops", "{{ abs(detail.said) }}")]))
        await Attempt(try await plant.due(), with: try plant.parts(nil)).carryOut()
        #expect(plant.slack.received.isEmpty)
        let delivery = try #require(try await plant.deliveries().first)
        #expect(delivery["status"] == "dead")
        #expect(delivery["failure"]?["reason"] == "invalid_input")
    }

    @Test("a clock that goes back makes no negative duration")
    func aClockThatGoesBack() async throws {
        let plant = try Plant()
        try await plant.start(message)
        let now = Locked(ManualTime.start)
        let surroundings = Surroundings(
            clock: WallClock {
                now.withLock { now in
                    now = now.adding(milliseconds: -3_600_000)
                    return now
                }
            }, sleep: { _ in }, random: { 0 })
        await Attempt(
            try await plant.due(), with: try plant.parts(nil, surroundings: surroundings)
        ).carryOut()
        let delivery = try #require(try await plant.deliveries().first)
        #expect(delivery["status"] == "succeeded")
        #expect(delivery["steps"]?[0]?["attempts"]?[0]?["durationMs"] == 0)
    }
}

import Actions
import Events
import JSON
import Lifecycle
import Testing

@testable import Deliveries
@testable import Journal

@Suite("Ends of attempts", .timeLimit(.minutes(3)))
struct AttemptEndTests {
    private let ends = Locked<[AttemptEnd]>([])

    private func parts(_ plant: Plant) throws -> DeliveryEngine.Parts {
        try plant.parts(nil, attempted: { [ends] end in ends.withLock { $0.append(end) } })
    }

    @Test("a call is told with where it went, and the end of its delivery")
    func call() async throws {
        let plant = try Plant()
        try await plant.start(PlannedDelivery(rule: "r", steps: [Fixtures.snapshot]))
        let due = try await plant.due()
        plant.time.advance(250)
        await Attempt(due, with: try parts(plant)).carryOut()
        let received = due.event.intake.receivedAt.milliseconds
        let end = AttemptEnd(
            rule: "r", destination: "config:DeliverConfigSnapshot us-east-2", outcome: .succeeded,
            reason: nil, durationMilliseconds: 0, isMade: true,
            delivery: AttemptEnd.DeliveryEnd(
                status: .succeeded,
                millisecondsSinceReceived: plant.time.now.milliseconds - received))
        #expect(ends.withLock { $0 } == [end])
    }

    @Test("a delivery that goes on has no end; a failure has its reason")
    func goesOn() async throws {
        let plant = try Plant(aws: { _ in Plant.noChannel })
        try await plant.start(
            PlannedDelivery(
                rule: "r", steps: [Fixtures.snapshot], onFailure: [Fixtures.tell()]))
        await Attempt(try await plant.due(), with: try parts(plant)).carryOut()
        let end = try #require(ends.withLock { $0 }.first)
        #expect(end.outcome == .rejected)
        #expect(end.reason == .notFound)
        #expect(end.isMade)
        #expect(end.delivery == nil)
    }

    @Test("a message is told with its destination; queueing it is no attempt")
    func message() async throws {
        let plant = try Plant()
        let parts = try parts(plant)
        for id in ["sent", "queued behind it"] {
            try await plant.start(
                PlannedDelivery(rule: "r", steps: [Fixtures.tell("ops", id)]), event: id)
            await Attempt(try await plant.due(), with: parts).carryOut()
        }
        #expect(plant.told == ["sent"])
        #expect(ends.withLock { $0.count } == 1)
        let end = try #require(ends.withLock { $0 }.first)
        let place = parts.directions().actions.destination(ofReceiver: "ops")
        #expect(end.destination == place)
        #expect(place?.contains("#") == true)
        #expect(end.isMade)
    }

    @Test("what the journal does not keep is not told: it is attempted again")
    func unrecorded() async throws {
        let plant = try Plant()
        try await plant.start(PlannedDelivery(rule: "r", steps: [Fixtures.snapshot]))
        let due = try await plant.due()
        await plant.journal.close()
        await Attempt(
            due,
            with: try plant.parts(
                nil,
                surroundings: Surroundings(clock: .system, sleep: { _ in }, random: { 0 }),
                attempted: { [ends] end in ends.withLock { $0.append(end) } })
        ).carryOut()
        #expect(ends.withLock { $0 }.isEmpty)
    }
}

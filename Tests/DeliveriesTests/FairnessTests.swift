import Events
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Deliveries
@testable import Journal

@Suite("Engine: destinations that hang or fail", .timeLimit(.minutes(3)))
struct FairnessTests {
    /// AWS itself would be called more slowly.
    private static let rates = [
        "config:DeliverConfigSnapshot": Rate(count: 100_000, periodMilliseconds: 1_000)
    ]

    private static func plan(_ region: String, retryFor: Int64 = 86_400_000) -> PlannedDelivery {
        PlannedDelivery(
            rule: region,
            steps: [
                Step(
                    action: .call("config:DeliverConfigSnapshot"),
                    template: ["deliveryChannelName": "default"], region: region,
                    retry: RetryPolicy(forMilliseconds: retryFor))
            ])
    }

    /// Whether a request is for the region, as its signature tells.
    private static func isFor(_ region: String, _ request: HTTPRequest) -> Bool {
        request.headers["Authorization"]?.contains("/\(region)/") ?? false
    }

    /// Starts as many deliveries of each plan for one event, in this order.
    private static func start(
        _ plans: [(count: Int, plan: PlannedDelivery)], _ plant: Plant, event id: String = "E1"
    ) async throws {
        _ = try await plant.journal.append(Fixtures.event(id))
        // Not asked for: an engine that runs may have looked at the event already.
        let sequence = try #require(Int64(id.dropFirst()), "events are E1, E2 and so on")
        let deliveries = plans.flatMap { Array(repeating: $0.plan, count: $0.count) }
            .enumerated().map { number, plan in
                NewDelivery(id: "\(id)-\(number)", eventSequence: sequence, plan: plan)
            }
        try await plant.journal.recordPlans(
            through: sequence, deliveries, now: plant.time.now)
    }

    @Test("behind 10,000 steps for a black hole, one for a healthy destination goes at once")
    func blackHole() async throws {
        // Both ends of what hangs are here.
        try #require(OpenFileLimit.raise(to: 5_000) >= 4_000, "too few files are allowed")
        let (hanging, release) = AsyncStream.makeStream(of: Void.self)
        let hung = Locked(0)
        let plant = try Plant(
            rates: Self.rates,
            aws: { request in
                guard Self.isFor("eu-west-1", request) else { return Plant.delivered }
                hung.withLock { $0 += 1 }
                for await _ in hanging {}
                return Plant.noChannel
            })
        try await Self.start(
            [(10_000, Self.plan("eu-west-1")), (1, Self.plan("us-east-2"))], plant)
        try await plant.run(nil) {
            #expect(await plant.ends(1) == ["delivery succeeded"])
            while !Task.isCancelled, hung.withLock({ $0 }) < CallDestinations.attemptsMax {
                await Task.yield()
            }
            // The others have been put off, and nothing more is sent into the hole.
            await plant.time.slept(200)
            #expect(hung.withLock { $0 } == CallDestinations.attemptsMax)
            release.finish()
        }
        #expect(plant.aws.received.count { Self.isFor("us-east-2", $0) } == 1)
    }

    /// A plant whose AWS answers 503 in one region while it is down.
    private static func failing() throws -> (plant: Plant, isDown: Locked<Bool>) {
        let isDown = Locked(true)
        let plant = try Plant(
            rates: rates,
            aws: { request in
                isFor("eu-west-1", request) && isDown.withLock { $0 }
                    ? HTTPResponse(status: 503) : Plant.delivered
            })
        return (plant, isDown)
    }

    /// Returns when so many deliveries of the rule have ended well.
    private static func succeeded(_ count: Int, _ rule: String, _ plant: Plant) async {
        var left = count
        for await line in plant.lines
        where line["rule"] == .string(rule) && line["next"] == "delivery succeeded" {
            left -= 1
            if left == 0 { return }
        }
    }

    /// Returns when the log says so.
    private static func said(_ message: String, _ plant: Plant) async -> JSONValue? {
        await plant.lines.first { $0["message"] == .string(message) }
    }

    @Test("a destination that does not answer is left alone until a probe is answered")
    func breaker() async throws {
        let (plant, isDown) = try Self.failing()
        let silent = Self.plan("eu-west-1")
        try await Self.start([(Breaker.silencesMax, silent)], plant)
        try await plant.run(nil) {
            let line = await Self.said("a destination does not answer", plant)
            #expect(line?["destination"] == "config eu-west-1")
            #expect(line?["attempts"] == 5)
            try await Self.start(
                [(20, silent), (1, Self.plan("us-east-2"))], plant, event: "E2")
            await Self.succeeded(1, "us-east-2", plant)
            let before = plant.aws.received.count { Self.isFor("eu-west-1", $0) }
            #expect(before == 3 * Breaker.silencesMax)
            isDown.withLock { $0 = false }
            await plant.time.passing {
                #expect(await Self.said("a destination answers again", plant) != nil)
                await Self.succeeded(20 + Breaker.silencesMax, "eu-west-1", plant)
            }
        }
        let deliveries = try await plant.deliveries(of: "E2")
        for delivery in deliveries {
            #expect(delivery["steps"]?[0]?["attempts"]?.arrayValue?.count == 1, "none was told")
        }
        #expect(deliveries.count == 21)
    }

    @Test("one probe at a time is sent to a destination that stays silent")
    func probes() async throws {
        let asking = Locked((now: 0, most: 0))
        let plant = try Plant(
            rates: Self.rates,
            aws: { _ in
                asking.withLock { asking in
                    asking.now += 1
                    asking.most = max(asking.most, asking.now)
                }
                for _ in 0..<100 { await Task.yield() }
                asking.withLock { $0.now -= 1 }
                return HTTPResponse(status: 503)
            })
        try await Self.start([(100, Self.plan("eu-west-1"))], plant)
        try await plant.run(nil) {
            _ = await plant.ends(100)
            #expect(asking.withLock { $0.most } > 1)
            asking.withLock { $0.most = 0 }
            await plant.time.passing { _ = await plant.ends(5) }
            #expect(asking.withLock { $0.most } == 1)
        }
    }

    @Test("a step whose time to try is over ends as dead, with what the destination told last")
    func deadline() async throws {
        let (plant, _) = try Self.failing()
        try await Self.start([(Breaker.silencesMax, Self.plan("eu-west-1"))], plant)
        try await plant.run(nil) {
            #expect(await Self.said("a destination does not answer", plant) != nil)
            try await Self.start(
                [(2, Self.plan("eu-west-1", retryFor: 1_000))], plant, event: "E2")
            try await plant.time.passing {
                while !Task.isCancelled, try await plant.outcome(of: "E2") != .failed {
                    await Task.yield()
                }
            }
        }
        // The first was the probe.
        let delivery = try #require(try await plant.deliveries(of: "E2").last)
        #expect(delivery["failure"]?["reason"] == "unavailable")
        let message = delivery["failure"]?["message"]?.stringValue ?? ""
        #expect(message.hasPrefix("config eu-west-1 has not answered since 2023-11-14T"))
    }
}

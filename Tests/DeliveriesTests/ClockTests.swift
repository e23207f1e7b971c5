import Events
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Deliveries
@testable import Journal

@Suite("Engine: a clock that is set", .timeLimit(.minutes(3)))
struct ClockTests {
    private static let year: Int64 = 365 * 86_400_000
    private static let minute: Int64 = 60_000
    private static let unavailable = HTTPResponse(status: 503)
    private let call = PlannedDelivery(rule: "r", steps: [Fixtures.snapshot])
    private let followed = PlannedDelivery(rule: "r", steps: [Fixtures.followed()])

    /// AWS fails as long as there are failures left. A call tries three times by itself.
    private func plant(failures: Int, slack: @escaping Plant.Respond = { _ in Plant.posted }) throws
        -> Plant
    {
        let left = Locked(failures * 3)
        return try Plant(
            aws: { _ in
                left.withLock { left in
                    left -= 1
                    return left >= 0 ? Self.unavailable : Plant.delivered
                }
            }, slack: slack)
    }

    @Test("a step that waits is not parked for a year when the clock goes back by a year")
    func backWhileWaiting() async throws {
        let plant = try plant(failures: 1)
        try await plant.run(call) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            await plant.time.slept(500)
            plant.time.set(by: -Self.year)
            plant.time.advance(500)
            #expect(await plant.ends(2).last == "delivery succeeded")
        }
    }

    @Test("a step that waits is found when the clock went back while nothing ran")
    func backWhileDown() async throws {
        let plant = try plant(failures: 1)
        try await plant.start(call)
        await Attempt(try await plant.due(), with: try plant.parts(nil)).carryOut()
        plant.time.set(by: -Self.year)
        try await plant.run(nil) {
            #expect(await plant.ends(2).last == "delivery succeeded")
        }
    }

    @Test("its time to try does not last for a year more")
    func backAndTheWindow() async throws {
        let plant = try plant(failures: 1_000)
        try await plant.start(call)
        plant.time.set(by: -Self.year)
        await Attempt(
            try #require(
                try await plant.journal.lease(
                    now: plant.time.now.adding(milliseconds: Self.year), limit: 1
                ).first), with: try plant.parts(nil)
        ).carryOut()
        plant.time.advance(86_400_001)
        await Attempt(try await plant.due(), with: try plant.parts(nil)).carryOut()
        #expect(try await plant.deliveries().first?["status"] == "dead")
    }

    @Test("after a jump forward by a year there is another attempt, and not only the end")
    func forwardWhileWaiting() async throws {
        let plant = try plant(failures: 1)
        try await plant.run(call) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            await plant.time.slept(500)
            plant.time.set(by: Self.year)
            plant.time.advance(500)
            #expect(await plant.ends(2).last == "delivery succeeded")
        }
        let attempt = try await plant.deliveries().first?["steps"]?[0]?["attempts"]?[1]
        #expect(attempt?["durationMs"] == 0)
    }

    @Test("so there is when the clock jumps while an attempt is under way")
    func forwardInAnAttempt() async throws {
        let time = Locked<ManualTime?>(nil)
        let plant = try Plant(aws: { _ in
            time.withLock { time in
                time?.set(by: Self.year)
                time = nil
            }
            return Self.unavailable
        })
        time.withLock { $0 = plant.time }
        try await plant.start(call)
        await Attempt(try await plant.due(), with: try plant.parts(nil)).carryOut()
        let step = try await plant.deliveries().first?["steps"]?[0]
        #expect(step?["status"] == "pending")
        #expect(step?["attempts"]?[0]?["durationMs"] == 0)
        plant.time.advance(500)
        await Attempt(try await plant.due(), with: try plant.parts(nil)).carryOut()
        #expect(try await plant.deliveries().first?["status"] == "dead")
    }

    @Test("what is followed has as much time left as before", arguments: [year, -year])
    func following(_ jump: Int64) async throws {
        let plant = try Plant()
        try await plant.run(followed) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            try await plant.isFollowing()
            plant.time.set(by: jump)
            while !Task.isCancelled, try await plant.outcome() != .failed {
                plant.time.advance(10_000)
                await Task.yield()
            }
        }
        let end = try await plant.deliveries().first?["steps"]?[0]?["attempts"]?[1]
        #expect(end?["reason"] == "overdue")
        let endedAt = try #require(
            end?["startedAt"]?.stringValue.flatMap(Timestamp.init(iso8601:)))
        let earliest = ManualTime.start.adding(milliseconds: jump + Fixtures.followMilliseconds)
        #expect(endedAt >= earliest)
    }

    @Test("a deadline that is told by the new clock is not moved", arguments: [year, -year])
    func aroundACall(_ jump: Int64) async throws {
        let time = Locked<ManualTime?>(nil)
        let plant = try Plant(aws: { _ in
            time.withLock { time in
                time?.set(by: jump)
                time = nil
            }
            return Plant.delivered
        })
        time.withLock { $0 = plant.time }
        try await plant.run(followed) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            try await plant.isFollowing("E1")
            // By then the engine has looked at the clock again.
            _ = try await plant.journal.append(Fixtures.event("E2"))
            try await plant.isFollowing("E2")
        }
        let deadline = ManualTime.start.adding(milliseconds: jump + Fixtures.followMilliseconds)
        let early = try await plant.journal.lease(
            now: deadline.adding(milliseconds: -Self.minute), limit: 9)
        #expect(early.isEmpty)
        let late = try await plant.journal.lease(
            now: deadline.adding(milliseconds: Self.minute), limit: 9)
        #expect(late.count == 2)
    }

    @Test("a queue of messages does not stand still until the clock has caught up")
    func backWhileQueued() async throws {
        let isFirst = Locked(true)
        let plant = try plant(failures: 0) { _ in
            isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
                    ? HTTPResponse(status: 429, headers: ["Retry-After": "900"]) : Plant.posted
            }
        }
        try await plant.run(PlannedDelivery(rule: "r", steps: [Fixtures.tell()])) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            _ = await plant.ends(1)
            await plant.time.slept(Self.minute)
            plant.time.set(by: -Self.year)
            plant.time.advance(Self.minute)
            #expect(await plant.ends(1) == ["delivery succeeded"])
        }
        #expect(plant.told == ["hello", "hello"])
    }

    @Test("a destination has not failed since a time to come")
    func destinations() {
        var state = DestinationState()
        state.failures = 3
        state.failingSince = ManualTime.start.adding(milliseconds: Self.year)
        state.askedAt = ManualTime.start.adding(milliseconds: Self.year)
        let outcome = Outcome.retry(.destinationDead, message: "404")
        let after = state.after(outcome, at: ManualTime.start)
        #expect(after.failingSince == ManualTime.start && after.askedAt == ManualTime.start)
        let machine = StepMachine(
            due: Fixtures.due(PlannedDelivery(rule: "r", steps: [Fixtures.tell()])), attempt: 9,
            now: ManualTime.start.adding(milliseconds: 86_400_000), unit: 0.5, destination: after)
        #expect(machine.decide(outcome).transition == .end(.dead, result: nil, delivery: .dead))
    }
}

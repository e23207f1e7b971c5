import Events
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Deliveries
@testable import Journal

@Suite("Calls that are shared, put off and guarded", .timeLimit(.minutes(3)))
struct LeaveTests {
    private func plan(coalesce: Int64? = nil, then: Step? = nil) -> PlannedDelivery {
        let call = Step(
            id: "snapshot", action: .call("config:DeliverConfigSnapshot"),
            template: ["deliveryChannelName": "default"], region: "us-east-2",
            coalesceMilliseconds: coalesce)
        return PlannedDelivery(rule: "r", steps: [call, then].compactMap { $0 })
    }

    // MARK: Coalescing

    @Test("ten events in five minutes are one call, and every delivery has its result")
    func coalesced() async throws {
        let plant = try Plant()
        let plan = plan(
            coalesce: 300_000, then: Fixtures.tell("ops", "{{ steps.snapshot.configSnapshotId }}"))
        try await plant.run(plan) {
            for number in 0..<10 {
                _ = try await plant.journal.append(Fixtures.event("E\(number)"))
            }
            #expect(await plant.ends(20).count { $0 == "delivery succeeded" } == 10)
            #expect(plant.aws.received.count == 1)
            plant.time.advance(300_001)
            _ = try await plant.journal.append(Fixtures.event("later"))
            #expect(await plant.ends(2) == ["step 2", "delivery succeeded"])
        }
        #expect(plant.aws.received.count == 2)
        #expect(plant.told == Array(repeating: "s-1", count: 11))
    }

    @Test("who waits for a call that fails for good makes it himself")
    func failedHolder() async throws {
        let answers = Locked([Plant.noChannel, Plant.delivered])
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let plant = try Plant(aws: { _ in
            ask.yield()
            for await _ in released { break }
            return answers.withLock { $0.removeFirst() }
        })
        try await plant.run(plan(coalesce: 300_000)) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            for await _ in asked { break }
            _ = try await plant.journal.append(Fixtures.event("E2"))
            while !Task.isCancelled, try await !plant.journal.unplanned(limit: 1).isEmpty {
                await Task.yield()
            }
            release.yield()
            #expect(await plant.ends(1) == ["delivery dead"])
            release.yield()
            #expect(await plant.ends(1) == ["delivery succeeded"])
        }
        #expect(plant.aws.received.count == 2)
    }

    // MARK: Rates

    @Test("five snapshots go at once, and then one in five seconds; none is dropped")
    func rates() async throws {
        let plant = try Plant()
        try await plant.run(plan()) {
            for number in 0..<8 {
                _ = try await plant.journal.append(Fixtures.event("E\(number)"))
            }
            #expect(await plant.ends(5) == Array(repeating: "delivery succeeded", count: 5))
            for count in 6...8 {
                await plant.time.slept(5_000)
                #expect(plant.aws.received.count == count - 1)
                plant.time.advance(5_000)
                #expect(await plant.ends(1) == ["delivery succeeded"])
            }
        }
        #expect(plant.aws.received.count == 8)
        let attempts = try await plant.deliveries(of: "E7").first?["steps"]?[0]?["attempts"]
        #expect(attempts?.arrayValue?.count == 1)
    }

    // MARK: The loop guard

    private static let anySnapshot = #"{"source":["ci","aws.config"]}"#

    @Test(
        "a rule does not fire on what its own call has brought about",
        arguments: [
            "Started", "Completed", "Failed",
        ])
    func echo(_ end: String) async throws {
        let plant = try Plant()
        try await plant.run(plan(), for: Self.anySnapshot) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.ends(1) == ["delivery succeeded"])
            #expect(await plant.news() == "E1")
            _ = try await plant.journal.append(Fixtures.told(end, as: "echo"))
            #expect(await plant.news() == "echo")
            // Somebody else's snapshot is no echo.
            _ = try await plant.journal.append(Fixtures.told(end, of: "other", as: "other"))
            #expect(await plant.ends(1) == ["delivery succeeded"])
        }
        #expect(plant.aws.received.count == 2)
        #expect(try await plant.deliveries(of: "echo").isEmpty)
        #expect(try await plant.deliveries(of: "other").count == 1)
    }

    @Test("an echo that comes before the call's answer waits for it")
    func earlyEcho() async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let plant = try Plant(aws: { _ in
            ask.yield()
            for await _ in released { break }
            return Plant.delivered
        })
        try await plant.run(plan(), for: Self.anySnapshot) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            for await _ in asked { break }
            _ = try await plant.journal.append(Fixtures.told("Started", as: "echo"))
            await plant.time.slept(Attempt.echoPauseMilliseconds)
            release.yield()
            #expect(await plant.ends(1) == ["delivery succeeded"])
            #expect(await plant.news() == "E1")
            plant.time.advance(Attempt.echoPauseMilliseconds)
            #expect(await plant.news() == "echo")
        }
        #expect(plant.aws.received.count == 1)
        #expect(try await plant.deliveries(of: "echo").isEmpty)
    }

    /// A proxy's page behind a call that may have been carried out.
    private static let lost = HTTPResponse(status: 502, body: Array("<html>".utf8))

    @Test("a call of which nobody knows explains one snapshot, and no second one")
    func echoOfAnUncertainCall() async throws {
        let answers = Locked([Self.lost, Plant.delivered])
        let plant = try Plant(aws: { _ in
            answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        })
        try await plant.run(plan(), for: Self.anySnapshot) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.ends(1) == ["delivery uncertain"])
            #expect(await plant.news() == "E1")
            _ = try await plant.journal.append(Fixtures.told("Started", of: "mine", as: "one"))
            #expect(await plant.news() == "one")
            _ = try await plant.journal.append(Fixtures.told("Completed", of: "mine", as: "two"))
            #expect(await plant.news() == "two")
            _ = try await plant.journal.append(Fixtures.told("Started", of: "other", as: "three"))
            #expect(await plant.ends(1) == ["delivery succeeded"])
        }
        #expect(plant.aws.received.count == 2)
    }

    @Test("long after a call without an answer no snapshot is taken for its own")
    func oldMark() async throws {
        let answers = Locked([Self.lost, Plant.delivered])
        let plant = try Plant(aws: { _ in
            answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        })
        try await plant.run(plan(), for: Self.anySnapshot) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.news() == "E1")
            plant.time.advance(Attempt.markMilliseconds + 1)
            _ = try await plant.journal.append(Fixtures.told("Started", of: "other"))
            #expect(await plant.ends(2) == ["delivery uncertain", "delivery succeeded"])
        }
    }

    @Test("a process that ended in mid-call has left a mark too")
    func echoOfACallInDoubt() async throws {
        let plant = try Plant()
        try await plant.start(plan())
        let due = try await plant.due()
        try await plant.journal.begin(
            due, number: 1, input: ["deliveryChannelName": "default"], at: plant.time.now)
        _ = try await plant.journal.append(Fixtures.told("Completed", of: "mine", as: "echo"))
        await plant.journal.release(due)
        // Whether the echo has to wait depends on which of the two is looked at first.
        try await plant.time.passing {
            try await plant.run(plan(), for: Self.anySnapshot) {
                #expect(await plant.ends(1) == ["delivery uncertain"])
                #expect(await plant.news() != nil)
                #expect(await plant.news() != nil)
            }
        }
        #expect(plant.aws.received.isEmpty)
        #expect(try await plant.deliveries(of: "echo").isEmpty)
    }

    @Test("who shares a call of which nobody knows does not make it again")
    func sharedUncertain() async throws {
        let plant = try Plant(aws: { _ in Self.lost })
        try await plant.run(plan(coalesce: 300_000)) {
            for number in 0..<5 {
                _ = try await plant.journal.append(Fixtures.event("E\(number)"))
            }
            #expect(
                await plant.ends(5) == Array(repeating: "delivery uncertain", count: 5))
        }
        #expect(plant.aws.received.count == 1)
        let step = try await plant.deliveries(of: "E4").first?["steps"]?[0]
        #expect(step?["input"] == ["deliveryChannelName": "default"])
        #expect(step?["attempts"]?[0]?["request"]?["sharedWith"]?.stringValue != nil)
    }

    @Test(
        "after a restart a turn is worth what it was, and nothing at another rate",
        arguments: [true, false])
    func newRate(isOther: Bool) async throws {
        let directory = try TemporaryDirectory()
        let first = try Plant(in: directory)
        try await first.run(plan()) {
            for number in 0..<8 {
                _ = try await first.journal.append(Fixtures.event("E\(number)"))
            }
            #expect(await first.ends(5).count == 5)
            try await first.allWait()
        }
        await first.journal.close()
        // No time has passed: another rate gives other turns, and a new process has a burst.
        let other = ["config:DeliverConfigSnapshot": Rate(count: 10, periodMilliseconds: 1_000)]
        let second = try Plant(in: directory, rates: isOther ? other : [:])
        try await second.run(plan()) {
            guard isOther else { return try await second.allWait() }
            #expect(await second.ends(3).count == 3)
        }
        #expect(second.aws.received.count == (isOther ? 3 : 0))
    }

    @Test("the guard survives a restart")
    func echoAfterRestart() async throws {
        let directory = try TemporaryDirectory()
        let first = try Plant(in: directory)
        try await first.run(plan(), for: Self.anySnapshot) {
            _ = try await first.journal.append(Fixtures.event("E1"))
            #expect(await first.ends(1) == ["delivery succeeded"])
        }
        await first.journal.close()
        let second = try Plant(in: directory)
        try await second.run(plan(), for: Self.anySnapshot) {
            _ = try await second.journal.append(Fixtures.told("Completed", as: "echo"))
            #expect(await second.news() == "echo")
        }
        #expect(second.aws.received.isEmpty)
    }
}

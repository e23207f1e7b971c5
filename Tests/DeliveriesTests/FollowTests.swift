import Events
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Deliveries
@testable import Journal

@Suite("Following a snapshot", .timeLimit(.minutes(3)))
struct FollowTests {
    private let plan = PlannedDelivery(
        rule: "r",
        steps: [
            Fixtures.followed(),
            Fixtures.tell(
                "ops", "{{ steps.snapshot.configSnapshotId }} {{ steps.snapshot.s3ObjectKey }}"),
        ],
        onFailure: [Fixtures.tell("team", "{{ failure.reason }} {{ failure.attempts }}")])

    private let deadline = ManualTime.start.adding(milliseconds: Fixtures.followMilliseconds)

    private var followed: String { "followed until \(deadline.iso8601)" }

    @Test("the next step runs when Config reports the snapshot as completed, and not before")
    func completed() async throws {
        let plant = try Plant()
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.ends(1) == [followed])
            try await plant.isFollowing()
            let waiting = try #require(try await plant.deliveries().first)
            #expect(waiting["steps"]?[0]?["status"] == "following")
            #expect(waiting["steps"]?[0]?["result"] == ["configSnapshotId": "s-1"])
            _ = try await plant.journal.append(Fixtures.told("Started"))
            _ = try await plant.journal.append(Fixtures.told("Completed", of: "another"))
            _ = try await plant.journal.append(Fixtures.told("Completed"))
            #expect(await plant.ends(2) == ["step 2", "delivery succeeded"])
        }
        #expect(plant.told == ["s-1 key.json.gz"])
        #expect(plant.aws.received.count == 1)
        let step = try await plant.deliveries().first?["steps"]?[0]
        #expect(step?["attempts"]?.arrayValue?.count == 2)
        #expect(step?["attempts"]?[1]?["request"] == ["follow": "config/s-1"])
    }

    @Test("a delivery that Config reports as failed is the step's failure")
    func failed() async throws {
        let plant = try Plant()
        try await plant.run(plan, failures: "ops") {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.ends(1) == [followed])
            _ = try await plant.journal.append(Fixtures.told("Failed"))
            let ends = await plant.ends(3)
            #expect(Set(ends) == ["step 3", "delivery dead", "delivery succeeded"])
        }
        #expect(plant.told.contains("*reported_failed 1*"))
        let step = try await plant.deliveries().first?["steps"]?[0]
        #expect(step?["status"] == "dead")
        #expect(step?["attempts"]?[1]?["reason"] == "reported_failed")
    }

    @Test("no news by the deadline is overdue, once, and later news changes nothing")
    func overdue() async throws {
        let plant = try Plant()
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            try await plant.isFollowing()
            plant.time.advance(Fixtures.followMilliseconds - 1)
            _ = try await plant.journal.append(Fixtures.told("Started"))
            #expect(try await plant.deliveries().first?["status"] == "following")
            plant.time.advance(60_001)
            #expect(await plant.ends(3).suffix(2) == ["step 3", "delivery dead"])
            _ = try await plant.journal.append(Fixtures.told("Completed"))
            plant.time.advance(Fixtures.followMilliseconds)
        }
        #expect(plant.told == ["*overdue 1*"])
        let attempts = try await plant.deliveries().first?["steps"]?[0]?["attempts"]?.arrayValue
        #expect(attempts?.compactMap { $0["outcome"]?.stringValue } == ["succeeded", "rejected"])
    }

    @Test("a restart in the middle goes on", arguments: ["Completed", "Failed", "overdue"])
    func restart(_ end: String) async throws {
        let directory = try TemporaryDirectory()
        let first = try Plant(in: directory)
        try await first.run(plan) {
            _ = try await first.journal.append(Fixtures.event("E1"))
            #expect(await first.ends(1) == [followed])
        }
        await first.journal.close()
        let second = try Plant(in: directory)
        if end == "overdue" {
            second.time.advance(Fixtures.followMilliseconds)
        } else {
            _ = try await second.journal.append(Fixtures.told(end))
        }
        let isGood = end == "Completed"
        try await second.run(plan) {
            #expect(
                await second.ends(2) == [
                    isGood ? "step 2" : "step 3", "delivery \(isGood ? "succeeded" : "dead")",
                ])
        }
        #expect(first.aws.received.count == 1)
        #expect(second.aws.received.isEmpty)
    }

    @Test("what came in time is heard after a restart, however much came before it")
    func unreadNews() async throws {
        let directory = try TemporaryDirectory()
        let first = try Plant(in: directory)
        try await first.run(plan) {
            _ = try await first.journal.append(Fixtures.event("E1"))
            #expect(await first.ends(1) == [followed])
        }
        for number in 0..<300 {
            _ = try await first.journal.append(Fixtures.told("Started", of: "other-\(number)"))
        }
        _ = try await first.journal.append(Fixtures.told("Completed"))
        await first.journal.close()
        let second = try Plant(in: directory)
        second.time.advance(Fixtures.followMilliseconds + 1)
        try await second.run(plan) {
            #expect(await second.ends(2) == ["step 2", "delivery succeeded"])
        }
    }

    @Test("waiting for news and for a deadline costs no turns of the engine")
    func idle() async throws {
        let plant = try Plant()
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            try await plant.isFollowing()
            for number in 0..<5 {
                _ = try await plant.journal.append(Fixtures.told("Started", of: "\(number)"))
                #expect(await plant.news() == "Started-\(number)")
            }
            let before = plant.time.sleeps
            for _ in 0..<2_000 { await Task.yield() }
            #expect(plant.time.sleeps - before < 20)
        }
    }

    @Test("news that comes before the call's own answer is not missed")
    func newsFirst() async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let plant = try Plant(aws: { _ in
            ask.yield()
            for await _ in released { break }
            return Plant.delivered
        })
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            for await _ in asked { break }
            _ = try await plant.journal.append(Fixtures.told("Completed"))
            while !Task.isCancelled, try await !plant.journal.unplanned(limit: 1).isEmpty {
                await Task.yield()
            }
            release.yield()
            #expect(await plant.ends(3) == [followed, "step 2", "delivery succeeded"])
        }
        #expect(plant.told == ["s-1 key.json.gz"])
    }

    @Test("two who share a call follow one id, and both go on")
    func two() async throws {
        let plant = try Plant()
        let plan = PlannedDelivery(
            rule: "r", steps: [Fixtures.followed(coalesce: 300_000), Fixtures.tell("ops", "in")])
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            _ = try await plant.journal.append(Fixtures.event("E2"))
            #expect(await plant.ends(2) == [followed, followed])
            _ = try await plant.journal.append(Fixtures.told("Completed"))
            #expect(await plant.ends(4).count { $0 == "delivery succeeded" } == 2)
        }
        #expect(plant.aws.received.count == 1)
        #expect(plant.told == ["in", "in"])
    }

    @Test("an answer without an id cannot be followed, and says so")
    func noID() async throws {
        let plant = try Plant(aws: { _ in HTTPResponse(status: 200, body: Array("{}".utf8)) })
        try await plant.run(plan) {
            _ = try await plant.journal.append(Fixtures.event("E1"))
            #expect(await plant.ends(2) == ["step 3", "delivery dead"])
        }
        #expect(plant.told == ["*malformed_answer 1*"])
        #expect(plant.aws.received.count == 1)
    }
}

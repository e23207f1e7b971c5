import Events
import Foundation
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Journal reader")
struct JournalReaderTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("events are listed newest first, page by page")
    func pages() async throws {
        let journal = try await plannedJournal(folder.path())
        let reader = try JournalReader(path: folder.path())
        for number in 2...5 { _ = try await journal.append(sampleEvent(number)) }
        #expect(try await reader.events(limit: 2).map(\.id) == ["e5", "e4"])
        #expect(try await reader.events(limit: 2, before: "e4").map(\.id) == ["e3", "e2"])
        #expect(try await reader.events(limit: 9, before: "e1").isEmpty)
        let error = await failure { _ = try await reader.events(limit: 9, before: "e99") }
        #expect(error?.code == .unknownPlace)
        #expect(try await reader.events(limit: 0).isEmpty)
        #expect(try await reader.events(limit: -1).isEmpty)
        let last = try await reader.events(limit: 9).last
        let deliveries = [DeliverySummary(id: "x1", rule: "snapshot", status: .pending)]
        #expect(
            last
                == EventSummary(
                    id: "e1", source: "topic", receivedAt: noon, detailType: "Snapshot",
                    eventSource: "aws.config", deliveries: deliveries))
    }

    @Test("an event's page tells its whole story")
    func story() async throws {
        let journal = try await plannedJournal(folder.path())
        let step = try #require(try await journal.lease(now: noon, limit: 1).first)
        let reader = try JournalReader(path: folder.path())
        try await journal.begin(step, number: 1, input: ["channel": "default"], at: noon)
        var page = try await reader.event("e1")
        #expect(page?["event"] == sampleEvent(1).document)
        var steps = page?["deliveries"]?[0]?["steps"]
        let started = JSONValue.string(noon.iso8601)
        #expect(steps?[0]?["attempts"] == [["number": 1, "startedAt": started]])
        try await journal.record(
            record(
                step, .wait(until: after(5)), attempt(1, .retry, reason: .throttled)), now: noon)
        page = try await reader.event("e1")
        let delivery = page?["deliveries"]?[0]
        #expect(delivery?.objectValue?.keys == ["id", "rule", "status", "steps"])
        #expect(delivery?["id"] == "x1" && delivery?["status"] == "pending")
        steps = delivery?["steps"]
        #expect(
            steps == [
                [
                    "id": "snapshot", "call": "config:DeliverConfigSnapshot", "status": "pending",
                    "input": ["channel": "default"],
                    "attempts": [
                        [
                            "number": 1, "startedAt": started, "durationMs": 12,
                            "outcome": "retry", "reason": "throttled", "message": "throttled",
                            "request": ["sent": "a"], "response": ["got": "b"],
                        ]
                    ], "nextAttemptAt": .string(after(5).iso8601),
                ],
                ["notify": "ops", "status": "pending", "attempts": []],
            ])
        #expect(try await reader.event("e2") == nil)
    }

    @Test("steps for failures stand in the page once they are due, results and failure too")
    func failureStory() async throws {
        let journal = try await plannedJournal(folder.path())
        let step = try #require(try await journal.lease(now: noon, limit: 1).first)
        try await journal.record(
            record(
                step, .move(.dead, result: ["a": nil], next: 2), failure: ["reason": "refused"]),
            now: noon)
        let reader = try JournalReader(path: folder.path())
        let delivery = try await reader.event("e1")?["deliveries"]?[0]
        #expect(delivery?["failure"] == ["reason": "refused"])
        #expect(delivery?["steps"]?[0]?["status"] == "dead")
        #expect(delivery?["steps"]?[0]?["result"] == ["a": nil])
        #expect(
            delivery?["steps"]?[2]
                == [
                    "id": "tell", "notify": "oncall", "status": "pending", "attempts": [],
                    "nextAttemptAt": .string(noon.iso8601),
                ])
    }

    @Test("an event's page tells what a step waits for")
    func waiting() async throws {
        let journal = try await journal(folder.path(), deliveries: 3, messagePlan)
        let steps = try await journal.lease(now: noon, limit: 3)
        try await journal.record(record(steps[0], follow("config/1")), now: noon)
        for (step, heldUntil) in [(steps[1], nil), (steps[2], after(5_000))] {
            try await journal.enqueue(
                step, message(to: "place", heldUntil: heldUntil), input: [:], now: noon)
        }
        let reader = try JournalReader(path: folder.path())
        let page = try await reader.event("e1")
        let found = try #require(page?["deliveries"]?.arrayValue).compactMap { $0["steps"]?[0] }
        #expect(found[0]["followedUntil"] == .string(after(1_000).iso8601))
        // It is its turn.
        #expect(found[1]["nextAttemptAt"] == .string(noon.iso8601))
        #expect(found[2]["queuedFor"] == "place")
        #expect(found[2]["heldUntil"] == .string(after(5_000).iso8601))
        for (step, count) in zip(found, [1, 1, 2]) {
            let keys = ["nextAttemptAt", "queuedFor", "heldUntil", "followedUntil"]
            #expect(keys.count { step[$0] != nil } == count)
        }
        // Nothing is tried next under way, or at the end.
        let step = try await journal.next(noon)
        try await journal.begin(step, number: 1, input: [:], at: noon)
        #expect(
            try await reader.event("e1")?["deliveries"]?[1]?["steps"]?[0]?["nextAttemptAt"] == nil)
    }

    @Test("counts tell how full the journal is")
    func counts() async throws {
        let journal = try await plannedJournal(folder.path())
        let reader = try JournalReader(path: folder.path())
        for number in 2...4 { _ = try await journal.append(sampleEvent(number)) }
        try await journal.recordPlans(through: 2, [delivery("x2", of: 2)], now: after(-7))
        #expect(
            try await reader.counts()
                == JournalCounts(
                    events: 4, unplannedEvents: 2, openDeliveries: 2, deadDeliveries: 0,
                    oldestDueAt: after(-7)))
        for step in try await journal.lease(now: noon, limit: 2) {
            try await journal.record(
                record(step, .end(.dead, result: nil, delivery: .dead)), now: noon)
        }
        let counts = try await reader.counts()
        #expect(counts.openDeliveries == 0 && counts.deadDeliveries == 2)
        #expect(counts.oldestDueAt == nil)
    }

    @Test("a journal is read after a drain, after a crash, and never made")
    func withoutServer() async throws {
        let journal = try await plannedJournal(folder.path())
        let crashed = try folder.crashCopy(to: "crashed.db")
        #expect(try await JournalReader(path: crashed).events(limit: 9).count == 1)
        await journal.close()
        #expect(!FileManager.default.fileExists(atPath: folder.path() + "-wal"))
        let reader = try JournalReader(path: folder.path())
        #expect(try await reader.events(limit: 9).count == 1)
        // The server starts while somebody reads, and drains again.
        let second = try SQLiteJournal(path: folder.path())
        _ = try await second.append(sampleEvent(2))
        #expect(try await reader.events(limit: 9).count == 2)
        await second.close()
        #expect(try await reader.events(limit: 9).count == 2)
        let missing = folder.path("missing.db")
        #expect(await failure { try JournalReader(path: missing) }?.code == .unavailable)
        #expect(!FileManager.default.fileExists(atPath: missing))
        #expect(await failure { try JournalReader(path: "/etc/passwd") }?.code == .damaged)
    }
}

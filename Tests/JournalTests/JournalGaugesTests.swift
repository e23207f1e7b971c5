import Events
import JSON
import Lifecycle
import SQLite
import TestSupport
import Testing

@testable import Journal

@Suite("Gauges of the journal")
struct JournalGaugesTests {
    private let path: String
    private let directory: TemporaryDirectory
    private let journal: SQLiteJournal
    private let gauges: JournalGauges
    private let now = Timestamp(milliseconds: 1_795_269_600_000)

    init() throws {
        directory = try TemporaryDirectory()
        path = "\(directory.path)/journal.db"
        journal = try SQLiteJournal(path: path)
        gauges = try JournalGauges(path: path)
    }

    private func append(_ count: Int) async throws {
        for number in 0..<count {
            let intake = IntakeRecord(
                id: "e\(number)", source: "s", type: "token", receivedAt: now,
                deliveryID: "e\(number)", verified: "bearer-token")
            let event = Event(
                EventEnvelope(
                    id: "e\(number)", source: "ci", detailType: "Callback", time: now.iso8601,
                    detail: [:]), intake: intake)
            _ = try await journal.append(event)
        }
    }

    @Test("an empty journal has nothing but a size")
    func empty() async throws {
        var readings = try await gauges.readings(now: now)
        #expect(readings.databaseBytes > 0)
        #expect(readings.logBytes > 0)
        readings.databaseBytes = 0
        readings.logBytes = 0
        #expect(readings == JournalReadings())
    }

    @Test("events are unplanned until they are planned; then their steps are due")
    func steps() async throws {
        try await append(3)
        #expect(try await gauges.readings(now: now).unplannedEvents == 3)
        let plan = PlannedDelivery(
            rule: "tell", steps: [Step(action: .notify("ops"), template: ["text": "hello"])])
        let stored = try await journal.unplanned(limit: 2)
        try await journal.recordPlans(
            through: try #require(stored.last).sequence,
            stored.map {
                NewDelivery(
                    id: "d\($0.sequence)", eventSequence: $0.sequence, plan: plan)
            }, now: now)
        let later = now.adding(milliseconds: 4_000)
        let readings = try await gauges.readings(now: later)
        #expect(readings.unplannedEvents == 1)
        #expect(readings.openDeliveries == 2)
        #expect(readings.dueSteps == 2)
        #expect(readings.oldestDueAt == now)
        #expect(readings.deadLetters == 0)
        let before = try await gauges.readings(now: now.adding(milliseconds: -1))
        #expect(before.dueSteps == 0)
        #expect(before.oldestDueAt == nil)
        #expect(before.openDeliveries == 2)
        for (step, status) in zip(
            try await journal.lease(now: now, limit: 2), [DeliveryStatus.dead, .uncertain])
        {
            try await journal.begin(step, number: 1, input: [:], at: now)
            try await journal.record(
                StepRecord(
                    deliverySequence: step.deliverySequence, position: 0,
                    attempt: AttemptRecord(
                        number: 1, startedAt: now, durationMilliseconds: 1, outcome: .rejected,
                        reason: .refused, message: "no", request: [:], response: nil),
                    transition: .end(status, result: nil, delivery: status)), now: now)
        }
        let ended = try await gauges.readings(now: later)
        #expect(ended.deadLetters == 2)
        #expect(ended.openDeliveries == 0)
        #expect(ended.dueSteps == 0)
    }

    @Test("messages are counted by destination; one that waits for its turn is not due")
    func messages() async throws {
        try await append(3)
        let plan = PlannedDelivery(
            rule: "tell", steps: [Step(action: .notify("ops"), template: ["text": "hello"])])
        let stored = try await journal.unplanned(limit: 3)
        try await journal.recordPlans(
            through: try #require(stored.last).sequence,
            stored.map {
                NewDelivery(
                    id: "d\($0.sequence)", eventSequence: $0.sequence, plan: plan)
            }, now: now)
        for (step, place) in zip(
            try await journal.lease(now: now, limit: 3), ["a", "a", "b"])
        {
            try await journal.enqueue(
                step,
                QueuedMessage(
                    destination: place, group: "g", severity: "info", headline: "h",
                    conditionKey: nil, state: .none, heldUntil: nil), input: [:], now: now)
        }
        let readings = try await gauges.readings(now: now)
        #expect(readings.waitingMessages == ["a": 2, "b": 1])
        #expect(readings.dueSteps == 2)
        #expect(readings.openDeliveries == 3)
        let summaries = try await gauges.destinations()
        #expect(summaries.map(\.destination) == ["a", "b"])
        #expect(summaries.map(\.waiting) == [2, 1])
    }

    @Test("the newest snapshot of each place stays, also over a restart")
    func snapshots() async throws {
        func snapshot(_ region: String, _ milliseconds: Int64) -> SnapshotSighting {
            SnapshotSighting(
                account: "123456789012", region: region,
                deliveredAt: now.adding(milliseconds: milliseconds))
        }
        try await journal.recordPlans(
            through: 0, [], news: [], stories: [],
            snapshots: [snapshot("us-east-2", 0), snapshot("eu-west-1", 5)], now: now)
        try await journal.recordPlans(
            through: 0, [], news: [], stories: [],
            snapshots: [snapshot("us-east-2", 7), snapshot("eu-west-1", 4)], now: now)
        let expected: Set = [snapshot("us-east-2", 7), snapshot("eu-west-1", 5)]
        #expect(Set(try await gauges.readings(now: now).snapshots) == expected)
        await journal.close()
        let again = try SQLiteJournal(path: path)
        try await again.probe()
        #expect(Set(try await gauges.readings(now: now).snapshots) == expected)
        await again.close()
    }

    @Test("places are remembered up to a bound, and those that are known go on")
    func placesMax() async throws {
        let places = (0..<ProgressTable.placesMax + 5).map { number in
            SnapshotSighting(account: "\(100_000_000_000 + number)", region: "r", deliveredAt: now)
        }
        try await journal.recordPlans(
            through: 0, [], news: [], stories: [], snapshots: places, now: now)
        let newer = SnapshotSighting(
            account: places[0].account, region: "r", deliveredAt: now.adding(milliseconds: 1))
        try await journal.recordPlans(
            through: 0, [], news: [], stories: [], snapshots: [newer], now: now)
        let kept = try await gauges.readings(now: now).snapshots
        #expect(kept.count == ProgressTable.placesMax)
        #expect(kept.contains(newer))
    }

    @Test(
        "what is counted is counted in indexes",
        arguments: [
            JournalGauges.selectCounts, JournalGauges.selectWaiting, JournalGauges.selectSnapshots,
        ])
    func indexes(_ sql: String) async throws {
        let tables = try JournalTables(path: "\(directory.path)/plans.db", queueMax: 1)
        let plan = try Statement("EXPLAIN QUERY PLAN \(sql)", on: tables.connection)
        for line in try plan.all(read: { $0.text(3) }) where line.contains("SCAN") {
            #expect(
                line.contains("INDEX deliveries_dead") || line.contains("INDEX outbox_queue")
                    || line.contains("CONSTANT ROW")
                    || line.contains("VIRTUAL TABLE"), "\(line)")
        }
    }
}

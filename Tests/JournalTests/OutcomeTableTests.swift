import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Journal reader: outcomes")
struct OutcomeTableTests {
    let folder: JournalFolder
    private let bridgesOwn = "(failures)"

    init() throws { folder = try JournalFolder() }

    private func outcome(
        _ reader: JournalReader, of id: String = "e1"
    ) async throws -> EventOutcome? {
        let outcome = try await reader.outcome(of: id, source: "topic", apartFrom: bridgesOwn)
        let isOpen = try await reader.isOpen(id, source: "topic", apartFrom: bridgesOwn)
        #expect(isOpen == outcome.map { $0.status == .pending })
        return outcome
    }

    @Test("an event is pending until rules have looked at it, then without deliveries no match")
    func noMatch() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        let reader = try JournalReader(path: folder.path())
        #expect(try await outcome(reader) == nil)
        for number in 1...2 { _ = try await journal.append(sampleEvent(number)) }
        #expect(try await outcome(reader) == EventOutcome(.pending))
        try await journal.recordPlans(through: 1, [], now: noon)
        #expect(try await outcome(reader) == EventOutcome(.noMatch))
        #expect(try await outcome(reader, of: "e2")?.status == .pending)
    }

    @Test("another source's event is not there")
    func otherSource() async throws {
        _ = try await plannedJournal(folder.path())
        let reader = try JournalReader(path: folder.path())
        #expect(
            try await reader.outcome(of: "e1", source: "other", apartFrom: bridgesOwn) == nil)
        #expect(try await reader.isOpen("e1", source: "other", apartFrom: bridgesOwn) == nil)
    }

    @Test("steps are told with their results, and with the error of the last attempt")
    func steps() async throws {
        let journal = try await plannedJournal(folder.path())
        let reader = try JournalReader(path: folder.path())
        let untouched: JSONValue = [
            [
                "rule": "snapshot", "status": "pending",
                "steps": [
                    [
                        "id": "snapshot", "call": "config:DeliverConfigSnapshot",
                        "status": "pending",
                    ],
                    ["notify": "ops", "status": "pending"],
                ],
            ]
        ]
        #expect(try await outcome(reader) == EventOutcome(.pending, deliveries: untouched))
        var step = try await due(journal)
        try await journal.begin(step, number: 1, input: ["a": 1], at: noon)
        #expect(try await outcome(reader)?.deliveries[0]?["steps"]?[0]?["status"] == "running")
        try await journal.record(
            record(step, .wait(until: noon), attempt(1, .retry, reason: .throttled)), now: noon)
        let waiting = try await outcome(reader)?.deliveries[0]?["steps"]?[0]
        #expect(waiting?["status"] == "pending")
        #expect(waiting?["error"] == ["reason": "throttled", "message": "throttled"])
        step = try await due(journal)
        try await journal.record(
            record(step, .move(.succeeded, result: ["id": "s-1"], next: 1), attempt(2)), now: noon)
        step = try await due(journal)
        try await journal.record(
            record(step, .end(.succeeded, result: .null, delivery: .succeeded)), now: noon)
        let ended = try await outcome(reader)
        #expect(ended?.status == .succeeded)
        #expect(
            ended?.deliveries == [
                [
                    "rule": "snapshot", "status": "succeeded",
                    "steps": [
                        [
                            "id": "snapshot", "call": "config:DeliverConfigSnapshot",
                            "status": "succeeded", "result": ["id": "s-1"],
                        ],
                        ["notify": "ops", "status": "succeeded"],
                    ],
                ]
            ])
    }

    @Test("a failure is told with the steps that never ran and those that ran for it")
    func failed() async throws {
        let journal = try await plannedJournal(folder.path())
        let reader = try JournalReader(path: folder.path())
        var step = try await due(journal)
        let announced = PlannedDelivery(
            rule: bridgesOwn, steps: [Step(action: .notify("ops"), template: "dead")])
        try await journal.record(
            record(
                step, .move(.dead, result: nil, next: 2), attempt(1, .rejected, reason: .refused),
                failure: ["reason": "refused"], announcement: delivery("a1", of: 1, announced)),
            now: noon)
        #expect(try await outcome(reader)?.status == .pending, "onFailure is waited for")
        step = try await due(journal)
        try await journal.record(
            record(step, .end(.succeeded, result: nil, delivery: .dead)), now: noon)
        // The announcement is still due, and nobody's business.
        let ended = try #require(try await outcome(reader))
        #expect(ended.status == .failed)
        #expect(ended.deliveries.arrayValue?.count == 1)
        let steps = ended.deliveries[0]?["steps"]
        #expect(steps?.arrayValue?.map { $0["status"] } == ["dead", "pending", "succeeded"])
        #expect(steps?[0]?["error"] == ["reason": "refused", "message": "refused"])
        #expect(steps?[1]?["error"] == nil)
        #expect(steps?[2]?["notify"] == "oncall")
    }

    @Test("one delivery that did not succeed makes the event fail, once all have ended")
    func several() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        _ = try await journal.append(sampleEvent(1))
        try await journal.recordPlans(
            through: 1, [delivery("x1", of: 1), delivery("x2", of: 1)], now: noon)
        let reader = try JournalReader(path: folder.path())
        for (status, expected) in [(DeliveryStatus.uncertain, "pending"), (.succeeded, "failed")] {
            let step = try await due(journal)
            try await journal.record(
                record(step, .end(status, result: nil, delivery: status)), now: noon)
            #expect(try await outcome(reader)?.status.rawValue == expected)
        }
    }

    @Test("a delivery whose plan cannot be read has failed, once it has been found out")
    func unreadablePlan() async throws {
        try await plannedJournal(folder.path()).close()
        try folder.execute("UPDATE plans SET steps = '{'")
        let journal = try SQLiteJournal(path: folder.path())
        let reader = try JournalReader(path: folder.path())
        func deliveries(_ status: JSONValue) -> JSONValue {
            [["rule": "snapshot", "status": status, "steps": []]]
        }
        #expect(
            try await outcome(reader)
                == EventOutcome(.pending, deliveries: deliveries("pending")))
        let buried = Locked<[String]>([])
        let due = try await journal.lease(now: noon, limit: 1) { id in
            buried.withLock { $0.append(id) }
        }
        #expect(due.isEmpty && buried.withLock { $0 } == ["e1"])
        #expect(
            try await outcome(reader) == EventOutcome(.failed, deliveries: deliveries("dead")))
    }

    @Test("an event that was purged is not there")
    func purged() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        _ = try await journal.append(sampleEvent(1))
        try await journal.recordPlans(through: 1, [], now: noon)
        let reader = try JournalReader(path: folder.path())
        #expect(try await outcome(reader) == EventOutcome(.noMatch))
        #expect(try await journal.purge(before: after(1)) == 1)
        #expect(try await outcome(reader) == nil)
    }

    private func due(_ journal: SQLiteJournal) async throws -> DueStep {
        try #require(try await journal.lease(now: noon, limit: 1).first)
    }
}

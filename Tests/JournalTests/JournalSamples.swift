import Events
import Foundation
import JSON
import Lifecycle
import SQLite
import Testing

@testable import Journal

/// A folder for one test's journals; it goes with the value.
final class JournalFolder: Sendable {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "hookferry-journal-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String = "journal.db") -> String { "\(folder)/\(name)" }

    /// The files as a `kill -9` at this moment would leave them: database and log, nothing else.
    func crashCopy(_ name: String = "journal.db", to copy: String) throws -> String {
        for suffix in ["", "-wal"]
        where FileManager.default.fileExists(atPath: path(name) + suffix) {
            try FileManager.default.copyItem(
                atPath: path(name) + suffix, toPath: path(copy) + suffix)
        }
        return path(copy)
    }

    /// Runs SQL on a file that no journal has open.
    func execute(_ sql: String, _ name: String = "journal.db") throws {
        try Connection(path: path(name)).execute(sql)
    }

    func number(_ sql: String, _ name: String = "journal.db") throws -> Int64? {
        let connection = try Connection(path: path(name), mode: .readOnly)
        return try Statement(sql, on: connection).first { $0.integer(0) }
    }
}

extension SQLiteJournal {
    /// Fills the disk, as far as SQLite can tell.
    func limitPages(_ pages: Int) throws(JournalError) { try openTables().limitPages(pages) }

    /// Runs SQL on the journal's own connection.
    func execute(_ sql: String) throws { try openTables().connection.execute(sql) }

    func commits() throws(JournalError) -> Int { try openTables().commits }
}

let noon = Timestamp(milliseconds: 1_750_000_000_000)

extension JournalTables {
    /// Without a gate.
    func lease(now: Timestamp, limit: Int) throws -> [DueStep] {
        try lease(now: now, limit: limit, gate: { _ in nil }, buried: { _ in }).steps
    }
}

func after(_ milliseconds: Int64) -> Timestamp { noon.adding(milliseconds: milliseconds) }

/// An event `number` with the intake id `e<number>`.
func sampleEvent(
    _ number: Int, delivery: String? = nil, source: String = "topic",
    at receivedAt: Timestamp = noon,
    bytes: Int = 0
) -> Event {
    Event(
        EventEnvelope(
            id: "sender-\(number)", source: "aws.config", detailType: "Snapshot",
            time: receivedAt.iso8601,
            detail: ["number": .number(JSONNumber(number)), "fill": .string(fill(bytes))]),
        intake: IntakeRecord(
            id: "e\(number)", source: source, type: "sns", receivedAt: receivedAt,
            deliveryID: delivery ?? "d\(number)", verified: "sns-signature-v1"))
}

private func fill(_ bytes: Int) -> String { String(repeating: "x", count: bytes) }

/// Two steps, the first with an id, and one step for failures.
let samplePlan = PlannedDelivery(
    rule: "snapshot",
    steps: [
        Step(
            id: "snapshot", action: .call("config:DeliverConfigSnapshot"),
            template: ["deliveryChannelName": "default"]),
        Step(action: .notify("ops"), template: ["text": "{{ steps.snapshot.id }}"]),
    ],
    onFailure: [Step(id: "tell", action: .notify("oncall"), template: ["text": "failed"])])

func delivery(
    _ id: String, of event: Int64, _ plan: PlannedDelivery = samplePlan, failure: JSONValue? = nil
) -> NewDelivery {
    NewDelivery(id: id, eventSequence: event, plan: plan, failure: failure)
}

func attempt(
    _ number: Int, _ outcome: AttemptOutcome = .succeeded, reason: FailureReason? = nil
) -> AttemptRecord {
    AttemptRecord(
        number: number, startedAt: noon, durationMilliseconds: 12, outcome: outcome, reason: reason,
        message: reason.map { "\($0)" }, request: ["sent": "a"], response: ["got": "b"])
}

func record(
    _ step: DueStep, _ transition: StepTransition, _ attempt: AttemptRecord = attempt(1),
    failure: JSONValue? = nil, announcement: NewDelivery? = nil, causes: [String] = [],
    shared: JSONValue? = nil, input: JSONValue? = nil, message: MessageRecord? = nil
) -> StepRecord {
    StepRecord(
        deliverySequence: step.deliverySequence, position: step.position, attempt: attempt,
        transition: transition, failure: failure, announcement: announcement, causes: causes,
        shared: shared, input: input, message: message)
}

/// One message to `ops`.
let messagePlan = PlannedDelivery(
    rule: "messages", steps: [Step(action: .notify("ops"), template: ["text": "a"])])

/// A message for the destination `ops` unless told otherwise.
func message(
    _ headline: String = "it failed", to destination: String = "ops", group: String = "deploy",
    severity: String = "error", heldUntil: Timestamp? = nil
) -> QueuedMessage {
    QueuedMessage(
        destination: destination, group: group, severity: severity, headline: headline,
        heldUntil: heldUntil)
}

let sampleMessage = message()

/// What the end of a sent message leaves behind: the next one not before `nextAt`.
func sent(
    to destination: String = "ops", nextAt: Timestamp? = nil, told: [String: ToldMessage] = [:],
    digested: [Int64] = []
) -> MessageRecord {
    var state = DestinationState()
    state.nextAt = nextAt
    return MessageRecord(destination: destination, state: state, told: told, digested: digested)
}

/// The end of a delivery that went well.
let delivered = StepTransition.end(.succeeded, result: nil, delivery: .succeeded)

/// Two equal steps that coalesce.
let coalescingPlan = PlannedDelivery(
    rule: "coalescing",
    steps: (1...2).map { number in
        Step(
            id: "s\(number)", action: .call("config:DeliverConfigSnapshot"),
            template: ["deliveryChannelName": "default"], coalesceMilliseconds: 300_000)
    })

/// The transition of a call that is followed until `after(1_000)`; asked for news from `after(10)`
/// on when there is a `poll`.
func follow(
    _ key: String, baseline: JSONValue = [:], poll: JSONValue? = nil, pollAt: Timestamp = after(10)
) -> StepTransition {
    .follow(
        Following(key: key, baseline: baseline, poll: poll), result: ["id": .string(key)],
        deadline: after(1_000), pollAt: pollAt)
}

/// A journal with the deliveries `x1`, `x2`, … of one event, due at noon.
func journal(
    _ path: String, deliveries count: Int, _ plan: PlannedDelivery = samplePlan
) async throws -> SQLiteJournal {
    let journal = try SQLiteJournal(path: path)
    _ = try await journal.append(sampleEvent(1))
    try await journal.recordPlans(
        through: 1, (1...count).map { delivery("x\($0)", of: 1, plan) }, now: noon)
    return journal
}

extension EventJournal {
    /// Tells news by a new event.
    func tell(_ number: Int, _ news: (key: String, News)..., now: Timestamp) async throws {
        _ = try await append(sampleEvent(number))
        let sequence = try #require(try await unplanned(limit: 1).first).sequence
        try await recordPlans(
            through: sequence, [],
            news: news.map { EventNews(eventSequence: sequence, key: $0.key, news: $0.1) },
            now: now)
    }

    /// The same for who does not go on.
    func enqueue(
        _ step: DueStep, _ message: QueuedMessage, input: JSONValue, now: Timestamp
    ) async throws(JournalError) {
        _ = try await enqueue(step, message, input: input, goingOn: false, now: now)
    }

    /// Leases what is due and queues each with a message, in the order of the deliveries.
    func enqueueAll(
        now: Timestamp = noon, _ message: (DueStep) -> QueuedMessage = { _ in sampleMessage }
    ) async throws {
        for step in try await lease(now: now, limit: 1_000) {
            try await enqueue(step, message(step), input: ["text": "a"], now: now)
        }
    }

    /// Everything that is due: one lease reads only so much.
    func leaseAll(now: Timestamp) async throws -> [DueStep] {
        var steps: [DueStep] = []
        while case let some = try await lease(now: now, limit: 20_000), !some.isEmpty {
            steps += some
        }
        return steps
    }

    /// The ids of the deliveries that are due, which are leased from now on.
    func due(_ now: Timestamp) async throws -> [String] {
        try await lease(now: now, limit: 1_000).map(\.deliveryID)
    }

    /// The one step that is due.
    func next(_ now: Timestamp) async throws -> DueStep {
        try #require(try await lease(now: now, limit: 1).first)
    }
}

let good = News.succeeded(result: ["state": "completed"])
let bad = News.failed(.reportedFailed, message: "no room", report: ["state": "failed"])

/// A journal with one planned delivery, `x1` of event `e1`, due at noon.
func plannedJournal(_ path: String) async throws -> SQLiteJournal {
    let journal = try SQLiteJournal(path: path)
    _ = try await journal.append(sampleEvent(1))
    try await journal.recordPlans(through: 1, [delivery("x1", of: 1)], now: noon)
    return journal
}

/// The error of a call that must fail.
func failure<Value>(_ body: () async throws -> Value) async -> JournalError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? JournalError
    }
}

import Events
import JSON
import Lifecycle

/// What the journal knows of one event, as its rows have it: read inside the snapshot, made into
/// JSON after it.
struct EventStory {
    let document: String
    var deliveries: [DeliveryStory] = []

    /// The event's page of design.md section 9.
    func json() throws(JournalError) -> JSONValue {
        let deliveries = try deliveries.map { (delivery) throws(JournalError) in
            try delivery.json()
        }
        return [
            "event": try JSONValue(kept: document, as: "an event"),
            "deliveries": .array(deliveries),
        ]
    }
}

struct DeliveryStory {
    let summary: DeliverySummary
    let plan: String
    let failure: String?
    let steps: [StepRow]
    let attempts: [AttemptRow]
    /// Where it stands.
    let position: Int
    let wait: StepWait?

    func json() throws(JournalError) -> JSONValue {
        var object: JSONObject = [
            "id": .string(summary.id), "rule": .string(summary.rule),
            "status": .string(summary.status.rawValue),
        ]
        object["failure"] = try JSONValue?(kept: failure, as: "a failure")
        object["steps"] = .array(try stepValues())
        return .object(object)
    }

    private func stepValues() throws(JournalError) -> [JSONValue] {
        try PlannedDelivery(kept: plan, of: summary.id).shown(steps, at: \.position)
            .map { (step, row) throws(JournalError) in try value(of: step, row) }
    }

    private func value(of step: Step, _ row: StepRow?) throws(JournalError) -> JSONValue {
        var object = JSONObject(naming: step, status: row?.status)
        object["input"] = try JSONValue?(kept: row?.input, as: "an input")
        object["result"] = try JSONValue?(kept: row?.result, as: "a result")
        let attempts = try attempts.filter { $0.position == row?.position }
            .map { (attempt) throws(JournalError) in try attempt.json() }
        object["attempts"] = .array(attempts)
        if row?.position == position { wait?.add(to: &object) }
        return .object(object)
    }
}

/// What the step waits for at which an open delivery stands.
enum StepWait {
    case due(at: Timestamp)
    /// For its turn in a destination's queue, but not before `heldUntil`.
    case queued(for: String, heldUntil: Timestamp?)
    /// For news.
    case following(until: Timestamp)

    func add(to object: inout JSONObject) {
        switch self {
        case .due(let time): object["nextAttemptAt"] = .string(time.iso8601)
        case .queued(let destination, let heldUntil):
            object["queuedFor"] = .string(destination)
            object["heldUntil"] = heldUntil.map { .string($0.iso8601) }
        case .following(let deadline): object["followedUntil"] = .string(deadline.iso8601)
        }
    }
}

extension PlannedDelivery {
    /// Reads back the plan of the delivery `id`.
    init(kept text: String, of id: String) throws(JournalError) {
        guard let plan = PlannedDelivery(json: try JSONValue(kept: text, as: "a plan")) else {
            throw JournalError(.damaged, "the plan of delivery \(id) is not a plan")
        }
        self = plan
    }

    /// The steps that are told of, with their rows: each of `steps`, due or not, and of `onFailure`
    /// those that have become due.
    func shown<Row>(
        _ rows: [Row], at position: (Row) -> Int
    ) -> [(step: Step, row: Row?)] {
        (steps + onFailure).enumerated().compactMap { number, step in
            let row = rows.first { position($0) == number }
            return row == nil && number >= steps.count ? nil : (step, row)
        }
    }
}

extension JSONObject {
    /// What a step is told by first; without a row it is pending.
    init(naming step: Step, status: String?) {
        self.init()
        self["id"] = step.id.map(JSONValue.string)
        self[step.action.member.key] = .string(step.action.member.value)
        self["status"] = .string(status ?? DeliveryStatus.pending.rawValue)
    }
}

struct StepRow {
    let position: Int
    let status: String
    let input: String?
    let result: String?
}

struct AttemptRow {
    let position: Int
    let number: Int64
    let startedAt: Timestamp
    let durationMilliseconds: Int64?
    let outcome: String?
    let reason: String?
    let message: String?
    let request: String?
    let response: String?

    func json() throws(JournalError) -> JSONValue {
        var object: JSONObject = [
            "number": .number(JSONNumber(Int(number))),
            "startedAt": .string(startedAt.iso8601),
        ]
        object["durationMs"] = durationMilliseconds.map { .number(JSONNumber(Int($0))) }
        object["outcome"] = outcome.map(JSONValue.string)
        object["reason"] = reason.map(JSONValue.string)
        object["message"] = message.map(JSONValue.string)
        object["request"] = try JSONValue?(kept: request, as: "a request")
        object["response"] = try JSONValue?(kept: response, as: "a response")
        return .object(object)
    }
}

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
        let value = try JSONValue(kept: plan, as: "a plan")
        guard let plan = PlannedDelivery(json: value) else {
            throw JournalError(.damaged, "the plan of delivery \(summary.id) is not a plan")
        }
        var values: [JSONValue] = []
        for (position, step) in (plan.steps + plan.onFailure).enumerated() {
            let row = steps.first { $0.position == position }
            if row == nil, position >= plan.steps.count { continue }
            values.append(try self.value(of: step, row, at: position))
        }
        return values
    }

    private func value(
        of step: Step, _ row: StepRow?, at position: Int
    ) throws(JournalError) -> JSONValue {
        var object = JSONObject()
        object["id"] = step.id.map(JSONValue.string)
        object[step.action.member.key] = .string(step.action.member.value)
        object["status"] = .string(row?.status ?? DeliveryStatus.pending.rawValue)
        object["input"] = try JSONValue?(kept: row?.input, as: "an input")
        object["result"] = try JSONValue?(kept: row?.result, as: "a result")
        let attempts = try attempts.filter { $0.position == position }
            .map { (attempt) throws(JournalError) in try attempt.json() }
        object["attempts"] = .array(attempts)
        return .object(object)
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

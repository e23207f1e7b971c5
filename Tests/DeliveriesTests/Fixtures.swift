import Events
import JSON
import Lifecycle

@testable import Journal

/// Plain values that many tests need.
enum Fixtures {
    static let snapshot = Step(
        id: "snapshot", action: .call("config:DeliverConfigSnapshot"),
        template: ["deliveryChannelName": "default"], region: "us-east-2")

    static func tell(_ receiver: String = "ops", _ text: String = "{{ detail.said }}") -> Step {
        Step(action: .notify(receiver), template: ["text": .string(text)])
    }

    static func event(_ id: String, detail: JSONValue = ["said": "hello"]) -> Event {
        Event(
            EventEnvelope(
                id: id, source: "ci", detailType: "Callback", time: "2026-01-02T03:04:05Z",
                detail: detail),
            intake: IntakeRecord(
                id: id, source: "pipeline", type: "token", receivedAt: ManualTime.start,
                deliveryID: id, verified: "token"))
    }

    /// The snapshot, followed for half an hour.
    static func followed(coalesce: Int64? = nil) -> Step {
        Step(
            id: "snapshot", action: .call("config:DeliverConfigSnapshot"),
            template: ["deliveryChannelName": "default"], region: "us-east-2",
            coalesceMilliseconds: coalesce, followMilliseconds: followMilliseconds)
    }

    static let followMilliseconds: Int64 = 30 * 60_000

    /// What AWS Config tells of a snapshot: `Started`, `Completed` or `Failed`.
    static func told(_ end: String, of snapshot: String = "s-1", as id: String? = nil) -> Event {
        let id = id ?? "\(end)-\(snapshot)"
        return Event(
            EventEnvelope(
                id: id, source: "aws.config",
                detailType: "Config Configuration Snapshot Delivery Status", region: "us-east-2",
                time: "2026-01-02T03:04:05Z",
                detail: [
                    "messageType": .string("ConfigurationSnapshotDelivery\(end)"),
                    "configSnapshotId": .string(snapshot), "s3ObjectKey": "key.json.gz",
                ]),
            intake: IntakeRecord(
                id: id, source: "topic", type: "sns", receivedAt: ManualTime.start,
                deliveryID: id, verified: "sns-signature-v1"))
    }

    /// A step that is due for the first time unless the arguments say otherwise.
    static func due(
        _ plan: PlannedDelivery, position: Int = 0, results: JSONObject = [:],
        firstDueAt: Timestamp = ManualTime.start, attempts: Int = 0, failure: JSONValue? = nil
    ) -> DueStep {
        DueStep(
            deliverySequence: 1, deliveryID: "D1", eventSequence: 1, event: event("E1"),
            plan: plan, position: position, results: results, input: nil, firstDueAt: firstDueAt,
            attempts: attempts, isInDoubt: false, failure: failure)
    }
}

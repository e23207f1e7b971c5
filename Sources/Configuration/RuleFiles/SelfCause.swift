import EventPatterns
import Events
import JSON

/// Finds rules whose own call brings about the event they match.
enum SelfCause {
    private static let call = StepAction.call("config:DeliverConfigSnapshot")

    /// What AWS Config tells about a snapshot it was asked for. A failure is not among them: to
    /// ask again after one is what retries are for.
    private static let messageTypes = [
        "ConfigurationSnapshotDeliveryStarted", "ConfigurationSnapshotDeliveryCompleted",
    ]

    /// Keys whose values are not known beforehand: whatever a rule wants of them may be there.
    private static let unknownKeys: Set = [
        "id", "account", "region", "time", "resources", "intake",
    ]
    private static let unknownDetailKeys: Set = [
        "configSnapshotId", "s3Bucket", "s3ObjectKey", "notificationCreationTime",
        "recordVersion",
    ]

    /// The messageType of the first such event; nil when the rule cannot cause itself.
    static func message(pattern: JSONValue, steps: [Step]) -> String? {
        guard steps.contains(where: { $0.action == call }), case .object(let object) = pattern
        else { return nil }
        var reduced = without(unknownKeys, object)
        if let detail = object["detail"]?.objectValue {
            let rest = without(unknownDetailKeys, detail)
            reduced["detail"] = rest.isEmpty ? nil : .object(rest)
        }
        guard !reduced.isEmpty else { return messageTypes.first }
        guard let compiled = try? EventPattern(.object(reduced)) else { return nil }
        return messageTypes.first { compiled.matches(event($0)) }
    }

    private static func without(_ keys: Set<String>, _ object: JSONObject) -> JSONObject {
        var rest = object
        for key in keys { rest[key] = nil }
        return rest
    }

    private static func event(_ messageType: String) -> JSONValue {
        [
            "source": "aws.config",
            "detail-type": "Config Configuration Snapshot Delivery Status",
            "detail": ["messageType": .string(messageType)],
        ]
    }
}

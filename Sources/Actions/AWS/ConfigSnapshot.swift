import Events
import JSON

/// How AWS Config tells the end of a snapshot: by a message on the topic of the delivery channel
/// (https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html).
enum ConfigSnapshot {
    static let follow = CallFollow(
        key: { _, result in result["configSnapshotId"]?.stringValue.map(key) },
        sighting: sighting)

    private static func key(_ id: String) -> String { "config/\(id)" }

    /// Only what SNS has signed counts: a pipeline's callback must not end a step.
    private static func sighting(_ event: Event) -> Sighting? {
        guard event.intake.type == "sns", event.source == "aws.config",
            let detail = event.json.member("detail"),
            let id = detail["configSnapshotId"]?.stringValue
        else { return nil }
        switch detail["messageType"]?.stringValue {
        case "ConfigurationSnapshotDeliveryStarted": return Sighting(key: key(id), news: nil)
        case "ConfigurationSnapshotDeliveryCompleted":
            return Sighting(key: key(id), news: .succeeded(result: .object(told(detail))))
        case "ConfigurationSnapshotDeliveryFailed":
            return Sighting(
                key: key(id),
                news: .failed(
                    .reportedFailed,
                    message: "AWS Config reports that the snapshot's delivery failed",
                    report: .object(told(detail))))
        default: return nil
        }
    }

    /// Of a failed delivery AWS documents nothing but the message's type.
    private static func told(_ detail: JSONValue) -> JSONObject {
        var object = JSONObject()
        for member in ["messageType", "s3Bucket", "s3ObjectKey", "notificationCreationTime"] {
            object[member] = detail[member]?.stringValue.map(JSONValue.string)
        }
        return object
    }
}

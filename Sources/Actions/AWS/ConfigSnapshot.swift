import Events
import JSON
import Lifecycle

/// How AWS Config tells the end of a snapshot: by a message on the topic of the delivery channel
/// (https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html).
enum ConfigSnapshot {
    static let follow = CallFollow(
        key: { _, result in result["configSnapshotId"].flatMap(key) },
        mark: { region, time in
            // Padded, so that marks are in the order of their times.
            let text = String(max(time.milliseconds, 0))
            return markPrefix(region) + String(repeating: "0", count: max(0, 16 - text.count))
                + text
        },
        sighting: sighting)

    /// AWS's ids are UUIDs; it documents no limit.
    static let idBytesMax = 256

    static func key(_ id: JSONValue) -> String? {
        guard let id = id.stringValue, (1...idBytesMax).contains(id.utf8.count) else {
            return nil
        }
        return "config/\(id)"
    }

    private static func markPrefix(_ region: String) -> String { "config?/\(region)/" }

    /// Only what SNS has signed counts: a pipeline's callback must not end a step.
    private static func sighting(_ event: Event) -> Sighting? {
        guard event.intake.type == "sns", event.source == "aws.config",
            let detail = event.json.member("detail"),
            let key = detail["configSnapshotId"].flatMap(key)
        else { return nil }
        let marks = (event.json.member("region")?.stringValue).map(markPrefix)
        switch detail["messageType"]?.stringValue {
        case "ConfigurationSnapshotDeliveryStarted":
            return Sighting(key: key, news: nil, marks: marks)
        case "ConfigurationSnapshotDeliveryCompleted":
            return Sighting(
                key: key, news: .succeeded(result: .object(told(detail))), marks: marks)
        case "ConfigurationSnapshotDeliveryFailed":
            return Sighting(
                key: key,
                news: .failed(
                    .reportedFailed,
                    message: "AWS Config reports that the snapshot's delivery failed",
                    report: .object(told(detail))), marks: marks)
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

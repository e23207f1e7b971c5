import AWS
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

    /// Which account's and region's snapshot was delivered, and when; nil for any other event, and
    /// for one that is not signed by SNS or names no account and region.
    ///
    /// A topic may serve many accounts, and the message names none: the object's key does, as
    /// `[prefix/]AWSLogs/<account>/Config/<region>/…`
    /// (https://docs.aws.amazon.com/config/latest/developerguide/example-s3-snapshot.html).
    static func completed(_ event: Event) -> SnapshotSighting? {
        guard event.intake.type == "sns", event.source == "aws.config",
            let detail = event.json.member("detail"),
            detail["messageType"] == "ConfigurationSnapshotDeliveryCompleted"
        else { return nil }
        let place = detail["s3ObjectKey"]?.stringValue.flatMap(place(ofObject:))
        guard let account = place?.account ?? event.json.member("account")?.stringValue,
            let region = place?.region ?? event.json.member("region")?.stringValue,
            account.utf8.count == 12, account.utf8.allSatisfy({ (48...57) ~= $0 }),
            Partition.of(region: region) != nil
        else { return nil }
        let received = event.intake.receivedAt
        // Whatever the sender's clock says, it was not delivered later than we were told.
        let told = Timestamp(iso8601: event.time) ?? received
        return SnapshotSighting(
            account: account, region: region, deliveredAt: min(told, received))
    }

    private static func place(ofObject key: String) -> (account: String, region: String)? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard let logs = parts.firstIndex(of: "AWSLogs"), parts.count > logs + 3,
            parts[logs + 2] == "Config"
        else { return nil }
        return (String(parts[logs + 1]), String(parts[logs + 3]))
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

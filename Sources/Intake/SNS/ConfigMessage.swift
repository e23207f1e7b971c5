import Events
import JSON

/// A notification that AWS Config sent to the topic, told as EventBridge would tell it
/// (https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html).
struct ConfigMessage {
    private let object: JSONObject
    private let detailType: String

    /// Nil for a message of anything else.
    init?(_ object: JSONObject) {
        guard let type = object["messageType"]?.stringValue,
            let detailType = Self.detailType(of: type)
        else { return nil }
        self.object = object
        self.detailType = detailType
    }

    func envelope(in frame: EventEnvelope) -> EventEnvelope {
        var event = frame
        event.source = "aws.config"
        event.detailType = detailType
        event.account = own("awsAccountId") ?? frame.account
        event.region = own("awsRegion") ?? frame.region
        event.time =
            object["notificationCreationTime"]?.stringValue.flatMap(UTCText.normalized)
            ?? frame.time
        event.detail = .object(object)
        return event
    }

    /// A text of the message itself or, of item changes, of the item; old records have a list of
    /// items.
    private func own(_ key: String) -> String? {
        let item = object["configurationItem"] ?? object["configurationItemSummary"]
        return (object[key] ?? item?[key] ?? item?[0]?[key])?.stringValue
    }

    private static func detailType(of messageType: String) -> String? {
        detailTypes.first { messageType.hasPrefix($0.start) }?.detailType
    }

    private static let detailTypes: [(start: String, detailType: String)] = [
        ("ConfigurationSnapshotDelivery", "Config Configuration Snapshot Delivery Status"),
        ("ConfigurationHistoryDelivery", "Config Configuration History Delivery Status"),
        ("ComplianceChangeNotification", "Config Rules Compliance Change"),
        ("ConfigRulesEvaluationStarted", "Config Rules Re-evaluation Status"),
        ("ConfigurationItemChange", "Config Configuration Item Change"),
        ("OversizedConfigurationItemChange", "Config Configuration Item Change"),
    ]

    private static let oversizedHeading = Array("New State Record Summary:".utf8)

    /// The JSON that Config appends to a text when a change is too large for SNS: from the first
    /// `{` behind the line `New State Record Summary:` to the end. Nil without it
    /// (https://docs.aws.amazon.com/config/latest/developerguide/oversized-notification-example.html).
    static func oversizedJSON(in message: String) -> JSONValue? {
        let bytes = Array(message.utf8)
        guard let heading = bytes.firstRange(ofBytes: Self.oversizedHeading),
            let start = bytes[heading.upperBound...].firstIndex(of: UInt8(ascii: "{"))
        else { return nil }
        return try? JSONValue(parsing: Array(bytes[start...]), limits: .event)
    }
}

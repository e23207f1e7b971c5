import Events
import JSON
import Lifecycle

/// What a message says when its rule says nothing: read from the `event` of a rendered input, and
/// from the event itself.
struct EventWording {
    private let event: JSONValue
    private let failure: JSONValue?

    init(_ event: JSONValue, _ context: MessageContext) {
        self.event = event
        failure = event["failure"] == .null ? nil : event["failure"]
    }

    var isOfFailure: Bool { event["failure"] != nil }
    var link: String? { nil }
    var linkLabel: String { "Open" }
    var state: MessageState { .none }
    var source: String { text("source") ?? "" }
    var time: Timestamp? { text("time").flatMap(Timestamp.init(iso8601:)) }
    var eventID: String { text("id") ?? "" }
    var kind: String { "event" }
    var groupKey: String? { nil }
    var storyKey: String? { nil }

    var headline: String {
        let place = [text("account"), text("region")].compactMap { $0 }
        let suffix = place.isEmpty ? "" : " — \(place.joined(separator: " · "))"
        return subject + suffix
    }

    var severity: Severity { failure == nil ? configMessage?.severity ?? .info : .error }

    /// Why a step failed, where one did.
    var text: String? { failure?["message"]?.stringValue }

    /// By label; null where the event does not say.
    var facts: JSONObject {
        guard let failure else { return ["Snapshot": event["configSnapshotId"] ?? .null] }
        return [
            "Reason": failure["reason"] ?? .null, "Attempts": failure["attempts"] ?? .null,
            "Event": event["detailType"] ?? .null,
        ]
    }

    private var subject: String {
        guard let failure else {
            return configMessage?.words ?? text("detailType") ?? "Event"
        }
        let rule = text("rule").map { "Rule \($0)" } ?? "A rule"
        return "\(rule) failed: \(Self.text(failure["step"]) ?? "a step")"
    }

    private func text(_ key: String) -> String? { Self.text(event[key]) }

    private static func text(_ value: JSONValue?) -> String? {
        value?.stringValue?.onOneLine.nonEmpty
    }

    private var configMessage: (words: String, severity: Severity)? {
        guard event["source"] == "aws.config", let type = event["messageType"]?.stringValue else {
            return nil
        }
        return Self.configMessages[type]
    }

    /// https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html
    private static let configMessages: [String: (words: String, severity: Severity)] = [
        "ConfigurationSnapshotDeliveryStarted": ("Config snapshot delivery started", .info),
        "ConfigurationSnapshotDeliveryCompleted": ("Config snapshot delivery completed", .success),
        "ConfigurationSnapshotDeliveryFailed": ("Config snapshot delivery failed", .error),
        "ConfigurationHistoryDeliveryCompleted": ("Config history delivery completed", .success),
        "ConfigurationHistoryDeliveryFailed": ("Config history delivery failed", .error),
        "ConfigRulesEvaluationStarted": ("Config rules evaluation started", .info),
        "ComplianceChangeNotification": ("Config rule compliance changed", .info),
        "ConfigurationItemChangeNotification": ("Config item changed", .info),
        "OversizedConfigurationItemChangeNotification": ("Config item changed", .info),
        "OversizedConfigurationItemChangeDeliveryFailed": ("Config item delivery failed", .error),
    ]
}

import Events
import JSON
import Lifecycle

/// A summary as PagerDuty wants it: what is wrong opens an alert, the end of it resolves the
/// alert, and anything else is a change, which pages nobody. A success is the end of an alert only
/// as long as it is remembered (`retention`); after that it is a change.
struct PagerDutyEvent {
    /// Characters of `payload.summary`; counted in UTF-16 units.
    /// https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
    static let summaryUnitsMax = 1_024
    /// Characters of `dedup_key`; counted in UTF-16 units. Same page.
    static let keyUnitsMax = 255
    /// Ours, in bytes of JSON: more than people read, and far from the 512 KB of a whole event
    /// (https://developer.pagerduty.com/docs/events-api-v2-overview).
    static let textBytesMax = 64 << 10
    /// Ours, in UTF-16 units, for what is a word or two.
    static let wordUnitsMax = 255

    private let message: ChatMessage
    private let summary: Summary

    init(_ message: ChatMessage) {
        self.message = message
        summary = message.summary
    }

    private enum Action { case trigger, resolve, change }

    private var action: Action {
        if message.isRecovery { return .resolve }
        return summary.state == .firing || isAlertOfItself ? .trigger : .change
    }

    /// Whether it is grave by the will of a rule, or because a step of one has failed. What is
    /// grave by our wording alone and is not firing, such as a run that was stopped, can never be
    /// over: as an alert it would stay open.
    private var isAlertOfItself: Bool {
        summary.severity.isGrave
            && (summary.hasOwnSeverity || summary.kind.hasPrefix("hookferry."))
    }

    var path: String { action == .change ? "/v2/change/enqueue" : "/v2/enqueue" }
    var kind: String { "\(action)" }

    /// The event without its `routing_key`.
    var members: JSONObject {
        switch action {
        case .resolve: return ["event_action": "resolve", "dedup_key": .string(key)]
        case .trigger:
            var event: JSONObject = [
                "event_action": "trigger", "dedup_key": .string(key), "client": "Hookferry",
                "payload": .object(alert),
            ]
            event["links"] = links
            return event
        case .change:
            var event: JSONObject = ["payload": .object(payload)]
            event["links"] = links
            return event
        }
    }

    /// What belongs to one alert. Without a condition each event is one, however often it is told.
    private var key: String {
        if message.isRecovery, let key = message.earlier?.reference["dedup_key"]?.stringValue {
            return key
        }
        let key = summary.groupKey?.nonEmpty ?? summary.eventID.nonEmpty ?? message.id
        return key.boundedKey(unitsMax: Self.keyUnitsMax)
    }

    private var payload: JSONObject {
        var payload: JSONObject = [
            "summary": Self.text(message.headline, unitsMax: Self.summaryUnitsMax),
            "source": Self.text(summary.source.nonEmpty ?? "hookferry"),
        ]
        payload["timestamp"] = summary.time.map { .string($0.iso8601) }
        if !details.isEmpty { payload["custom_details"] = .object(details) }
        return payload
    }

    private var alert: JSONObject {
        var payload = payload
        payload["severity"] = .string(severity)
        payload["class"] = Self.text(summary.kind)
        return payload
    }

    private var severity: String {
        switch summary.severity {
        case .critical: "critical"
        case .error: "error"
        case .warning: "warning"
        case .success, .info: "info"
        }
    }

    /// Flat strings: nested values are not shown everywhere.
    private var details: JSONObject {
        var details = JSONObject()
        for fact in summary.facts {
            // Two labels that were cut may be the same.
            var label = fact.label
            while details[label] != nil { label += "'" }
            details[label] = .string(fact.value)
        }
        let others = [
            ("why", summary.text.map { Self.text($0, unitsMax: .max, Self.textBytesMax) }),
            ("event", summary.eventID.nonEmpty.map(JSONValue.string)),
        ]
        for (label, value) in others where details[label] == nil { details[label] = value }
        return details
    }

    private var links: JSONValue? {
        summary.link.map { [["href": .string($0), "text": Self.text(summary.linkLabel)]] }
    }

    /// Plain text: PagerDuty reads no markup here.
    private static func text(
        _ text: String, unitsMax: Int = wordUnitsMax, _ bytesMax: Int = .max
    ) -> JSONValue {
        .string(Markup.plain.text(text, unitsMax: unitsMax, bytesMax: bytesMax))
    }

    // MARK: Reading

    /// What it does, then what it says.
    static func readText(_ event: JSONValue) -> String {
        let payload = event["payload"]
        let does: [JSONValue?] = [
            event["event_action"] ?? "change", payload?["severity"], event["dedup_key"],
        ]
        let details = payload?["custom_details"]?.objectValue?.members.map { member in
            "\(member.key): \(member.value.stringValue ?? "")"
        }
        let lines: [String?] = [
            does.compactMap { $0?.stringValue }.joined(separator: " "),
            payload?["summary"]?.stringValue,
        ]
        return (lines + (details ?? []) + [event["links"]?[0]?["href"]?.stringValue])
            .compactMap { $0 }.joined(separator: "\n")
    }
}

import Events
import JSON
import Telemetry

extension SNSContent {
    /// The event in EventBridge's envelope (design.md section 3), so that patterns written for
    /// EventBridge keep working. Tokens and the URLs that hold them stay out of it.
    func envelope(_ topic: TopicARN) -> EventEnvelope {
        let frame = frame(topic)
        switch kind {
        case .notification: return notification(in: frame)
        case .subscriptionConfirmation:
            return confirmation("SNS Subscription Confirmation", in: frame)
        case .unsubscribeConfirmation:
            return confirmation("SNS Unsubscribe Confirmation", in: frame)
        }
    }

    /// What is true of every message; the rest is filled in.
    private func frame(_ topic: TopicARN) -> EventEnvelope {
        EventEnvelope(
            id: messageID, source: "aws.sns", detailType: "SNS Notification",
            account: topic.account, region: topic.region, time: timestamp,
            resources: [topic.text], detail: .null)
    }

    private func confirmation(_ detailType: String, in frame: EventEnvelope) -> EventEnvelope {
        var event = frame
        event.detailType = detailType
        let token = confirmation?.token.reveal() ?? ""
        let text = token.isEmpty ? message : message.replacingBytes(of: token, with: Self.redacted)
        event.detail = [
            "topicArn": .string(topicARN), "messageId": .string(messageID),
            "message": .string(text),
        ]
        return event
    }

    private func notification(in frame: EventEnvelope) -> EventEnvelope {
        guard let json = messageJSON() else { return plain(.string(message), in: frame) }
        guard let object = json.objectValue else { return plain(json, in: frame) }
        return Self.event(ofKnown: object, in: frame) ?? plain(json, in: frame)
    }

    /// The event of a message whose sender is known by its shape; nil for any other.
    static func event(ofKnown object: JSONObject, in frame: EventEnvelope) -> EventEnvelope? {
        ConfigMessage(object)?.envelope(in: frame)
            ?? BridgedMessage(object)?.envelope(in: frame)
            ?? AlarmMessage(object)?.envelope(in: frame)
    }

    private func plain(_ message: JSONValue, in frame: EventEnvelope) -> EventEnvelope {
        var event = frame
        var detail = JSONObject()
        detail["subject"] = subject.map(JSONValue.string)
        detail["message"] = message
        event.detail = .object(detail)
        return event
    }

    /// The message as JSON, also where Config writes text before it; nil for plain text, which is
    /// no mistake, and for JSON too deep.
    private func messageJSON() -> JSONValue? {
        // Looking at the first byte spares plain text the attempt.
        let first = message.utf8.first { !" \t\r\n".utf8.contains($0) }
        if let first, "{[\"-0123456789tfn".utf8.contains(first),
            let json = try? JSONValue(parsing: message, limits: .event)
        {
            return json
        }
        return ConfigMessage.oversizedJSON(in: message)
    }
}

/// An event that EventBridge sent to the topic; CodeStar notification rules spell one key
/// differently and give no id
/// (https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html).
private struct BridgedMessage {
    private let object: JSONObject
    private let source: String
    private let detailType: String
    private let detail: JSONValue

    init?(_ object: JSONObject) {
        guard let source = object["source"]?.stringValue,
            let type = (object["detail-type"] ?? object["detailType"])?.stringValue,
            let detail = object["detail"]
        else { return nil }
        self.object = object
        self.source = source
        detailType = type
        self.detail = detail
    }

    func envelope(in frame: EventEnvelope) -> EventEnvelope {
        var event = frame
        event.id = object["id"]?.stringValue ?? frame.id
        event.source = source
        event.detailType = detailType
        event.account = object["account"]?.stringValue ?? frame.account
        event.region = object["region"]?.stringValue ?? frame.region
        event.time = object["time"]?.stringValue.flatMap(UTCText.normalized) ?? frame.time
        event.resources =
            object["resources"]?.arrayValue?.compactMap(\.stringValue) ?? frame.resources
        event.detail = detail
        for member in object.members where !Self.told.contains(member.key) {
            event.others[member.key] = member.value
        }
        return event
    }

    /// The members that the event has under the names of design.md section 3; and those that only
    /// we may write.
    private static let told: Set = [
        "id", "source", "detail-type", "detailType", "account", "region", "time", "resources",
        "detail", "pipeline", "intake",
    ]
}

/// A CloudWatch alarm, sent to the topic by the alarm itself. Its detail has the message's own
/// members and, beside them, the ones EventBridge's event has, so that patterns of either kind
/// match.
private struct AlarmMessage {
    private let object: JSONObject
    private let name: String
    private let state: String

    init?(_ object: JSONObject) {
        guard let name = object["AlarmName"]?.stringValue,
            let state = object["NewStateValue"]?.stringValue
        else { return nil }
        self.object = object
        self.name = name
        self.state = state
    }

    func envelope(in frame: EventEnvelope) -> EventEnvelope {
        var event = frame
        event.source = "aws.cloudwatch"
        event.detailType = "CloudWatch Alarm State Change"
        event.account = object["AWSAccountId"]?.stringValue ?? frame.account
        event.time =
            object["StateChangeTime"]?.stringValue.flatMap(UTCText.normalized) ?? frame.time
        if let arn = object["AlarmArn"]?.stringValue {
            event.resources = [arn]
            // `Region` is a name for people, such as "US East (N. Virginia)".
            let fields = arn.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 5, !fields[3].isEmpty { event.region = String(fields[3]) }
        }
        event.detail = .object(detail(at: event.time))
        return event
    }

    private func detail(at time: String) -> JSONObject {
        var detail = object
        var state: JSONObject = ["value": .string(state)]
        state["reason"] = object["NewStateReason"]
        state["timestamp"] = .string(time)
        detail["alarmName"] = .string(name)
        detail["state"] = .object(state)
        detail["previousState"] = object["OldStateValue"].map { ["value": $0] }
        return detail
    }
}

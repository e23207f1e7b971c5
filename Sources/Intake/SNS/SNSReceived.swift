import Cryptography
import Events
import JSON

extension SNSContent {
    /// What is kept of a message whose sender has been proved.
    func received(_ topic: TopicARN, verified: String) -> ReceivedEvent {
        let content = withoutApprovalToken()
        let envelope = content.envelope(topic)
        return ReceivedEvent(
            envelope: envelope, deliveryID: messageID,
            fingerprint: fingerprint(of: envelope), subject: content.subject, verified: verified)
    }

    /// EventBridge may hand an event to the topic twice, and SNS knows nothing of it: its messages
    /// have different ids, the event has one. A replayed event keeps its id and has the replay's
    /// name.
    private func fingerprint(of envelope: EventEnvelope) -> [UInt8]? {
        guard envelope.id != messageID else { return nil }
        let replay = envelope.others["replay-name"]?.stringValue ?? ""
        return Digest.digest(Array("\(envelope.id)\n\(replay)".utf8), .sha256)
    }

    /// CodePipeline's request for approval has a token with which anybody could approve. It stands
    /// in the review link too, and may stand in the subject.
    /// https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html
    private func withoutApprovalToken() -> SNSContent {
        // Looking for the word spares all other messages the reading.
        guard Array(message.utf8).firstRange(ofBytes: Self.approval) != nil,
            let json = try? JSONValue(parsing: message, limits: .event),
            let approval = (json["approval"] ?? json["detail"]?["approval"])?.objectValue,
            let token = approval["token"]?.stringValue, !token.isEmpty
        else { return self }
        var content = self
        content.message = Self.replace(token, in: json).serialized()
        content.subject = subject?.replacingBytes(of: token, with: Self.redacted)
        return content
    }

    private static let approval = Array("approval".utf8)
    static let redacted = "(redacted)"

    private static func replace(_ token: String, in value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): return .string(text.replacingBytes(of: token, with: redacted))
        case .array(let elements): return .array(elements.map { replace(token, in: $0) })
        case .object(let object):
            var result = JSONObject()
            for member in object.members {
                let key = member.key.replacingBytes(of: token, with: redacted)
                result[key] = replace(token, in: member.value)
            }
            return .object(result)
        case .null, .bool, .number: return value
        }
    }
}

import Cryptography
import HTTP
import JSON
import Lifecycle
import Telemetry

/// One message as SNS posts it
/// (https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html and its neighbours). What
/// SNS does not sign and verification does not need, `MessageAttributes`
/// above all, is not read: nothing may depend on it.
struct SNSMessage: Sendable, Hashable {
    let content: SNSContent
    /// The moment of `content.timestamp`.
    let time: Timestamp
    /// As written: `1` or `2`, unless someone made it up.
    let signatureVersion: String
    let signature: String
    let certificateURL: String

    /// SNS's ids have 36.
    static let messageIDBytesMax = 100

    /// Throws `malformedBody` for anything but a JSON object with the members of its `Type`.
    ///
    /// Every signed text but `Message` must be a single line. SNS signs "key, line end, value, line
    /// end" without saying where a value ends; only this makes one signed text mean one message.
    init(parsing body: [UInt8]) throws(Refusal) {
        let members = try SNSMembers(parsing: body)
        guard let kind = SNSContent.Kind(rawValue: try members.line("Type")) else {
            throw .malformedBody("The message has a Type that SNS does not send.")
        }
        content = try SNSContent(
            kind: kind,
            messageID: members.line("MessageId"), topicARN: members.line("TopicArn"),
            message: members.text("Message"),
            subject: kind == .notification ? members.optionalLine("Subject") : nil,
            timestamp: members.line("Timestamp"),
            confirmation: kind == .notification ? nil : members.confirmation())
        guard (1...Self.messageIDBytesMax).contains(content.messageID.utf8.count) else {
            throw .malformedBody("MessageId has no usual length.")
        }
        guard let time = UTCText.strictTimestamp(content.timestamp) else {
            throw .malformedBody("Timestamp is no time such as 2016-09-27T18:39:40.062Z.")
        }
        self.time = time
        signatureVersion = try members.line("SignatureVersion")
        signature = try members.line("Signature")
        // Relays behind Lambda spell it in their own way.
        let url = try members.optionalLine("SigningCertURL")
        certificateURL = if let url { url } else { try members.line("SigningCertUrl") }
    }

    /// The headers are not signed, so they decide nothing; but where one is there it must say what
    /// the body says, or somebody has been at it.
    func checkAgreement(with headers: HTTPHeaders) throws(Refusal) {
        try Self.check(headers, "x-amz-sns-message-type", content.kind.rawValue)
        try Self.check(headers, "x-amz-sns-topic-arn", content.topicARN)
        try Self.check(headers, "x-amz-sns-message-id", content.messageID)
    }

    private static func check(
        _ headers: HTTPHeaders, _ name: String, _ value: String
    ) throws(Refusal) {
        guard let sent = headers[name], !sent.isIdentical(to: value) else { return }
        throw .malformedBody("The header \(name) and the body do not agree.")
    }
}

/// The members of a message's JSON object, by their types. No tree is made of it: whoever can
/// connect can post one, and has proved nothing yet.
private struct SNSMembers {
    private let document: JSONDocument

    /// SNS's own have `MessageAttributes`, which are objects in an object in the object.
    private static let limits = JSONLimits(
        bytesMax: JSONLimits.standard.bytesMax, depthMax: 8)

    init(parsing body: [UInt8]) throws(Refusal) {
        do throws(JSONError) {
            document = try JSONDocument(parsing: body, limits: Self.limits)
        } catch {
            throw .malformedBody("The body is not JSON: \(error).")
        }
        guard document.entries.first?.kind == .object else {
            throw .malformedBody("The body is not a JSON object.")
        }
    }

    func text(_ key: String) throws(Refusal) -> String {
        guard let text = document.member(key)?.stringValue else {
            throw .malformedBody("The message has no text \(key).")
        }
        return text
    }

    func line(_ key: String) throws(Refusal) -> String {
        let text = try text(key)
        guard text.isSingleLine else { throw .malformedBody("\(key) is not a single line.") }
        return text
    }

    /// Nil when it is absent or null.
    func optionalLine(_ key: String) throws(Refusal) -> String? {
        guard let value = document.member(key), value != .null else { return nil }
        return try line(key)
    }

    func confirmation() throws(Refusal) -> SNSContent.Confirmation {
        SNSContent.Confirmation(
            token: Secret(try line("Token")), subscribeURL: Secret(try line("SubscribeURL")))
    }
}

extension Refusal {
    static func malformedBody(_ message: String) -> Refusal { Refusal(.malformedBody, message) }

    static func notAllowed(_ message: String, reason: String? = nil) -> Refusal {
        Refusal(.notAllowed, message, reason: reason)
    }
}

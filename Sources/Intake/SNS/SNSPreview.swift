import Events
package import JSON
import Lifecycle

/// What SNS messages would become, for `hookferry explain`: the intake's own reading without any
/// proof of the sender. Nothing of it may be kept or acted upon.
package enum SNSPreview {
    /// What only the proof needs; samples often come without it.
    private static let proof: JSONObject = [
        "SignatureVersion": "1", "Signature": "", "SigningCertURL": "",
    ]

    /// Whether a JSON value looks like the body that SNS posts.
    package static func isBody(_ value: JSONValue) -> Bool {
        value["Type"]?.stringValue != nil && value["Message"]?.stringValue != nil
    }

    /// The topic of a body.
    package static func topic(ofBody body: JSONValue) -> String? { body["TopicArn"]?.stringValue }

    /// The event of a body as SNS posts it. Throws what the intake would refuse.
    package static func event(ofBody body: JSONValue) throws(Refusal) -> ReceivedEvent {
        var object = body.objectValue ?? JSONObject()
        for member in proof.members where object[member.key] == nil {
            let isThere = member.key == "SigningCertURL" && object["SigningCertUrl"] != nil
            if !isThere { object[member.key] = member.value }
        }
        let message = try SNSMessage(parsing: JSONValue.object(object).serializedBytes())
        guard let topic = TopicARN(message.content.topicARN) else {
            throw .malformedBody("TopicArn is no ARN of a topic.")
        }
        return message.content.received(
            topic, verified: "sns-signature-v\(message.signatureVersion)")
    }

    /// The event of a message without its body: one of AWS Config's, EventBridge's or an alarm's.
    /// Nil for any other.
    package static func event(ofMessage message: JSONValue, _ arrival: Arrival) -> ReceivedEvent? {
        let frame = EventEnvelope(
            id: arrival.id, source: "aws.sns", detailType: "SNS Notification",
            time: arrival.receivedAt.iso8601, detail: .null)
        return message.objectValue.flatMap { SNSContent.event(ofKnown: $0, in: frame) }.map {
            ReceivedEvent(envelope: $0, deliveryID: arrival.id, verified: "nothing")
        }
    }
}

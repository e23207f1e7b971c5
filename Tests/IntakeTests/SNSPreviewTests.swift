import Events
import Foundation
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Intake

@Suite("Previews of SNS messages")
struct SNSPreviewTests {
    private let arrival = Arrival(id: "00", receivedAt: Rig.start)
    private let message = #"{"messageType":"ConfigurationSnapshotDeliveryFailed","n":1}"#

    @Test("a body becomes what the intake makes of it, with and without its signature")
    func body() async throws {
        let rig = try Rig()
        let content = Rig.notification(message, subject: "s")
        _ = try await rig.post(content, .v2)
        let kept = try #require(rig.seen.events.first)
        let signed = try JSONValue(parsing: rig.signer.body(content, .v2))
        var unsigned = try #require(signed.objectValue)
        for key in ["Signature", "SigningCertURL"] { unsigned[key] = nil }
        for body in [signed, .object(unsigned)] {
            #expect(SNSPreview.isBody(body))
            #expect(SNSPreview.topic(ofBody: body) == Rig.topic)
            let received = try SNSPreview.event(ofBody: body)
            #expect(Event(received.envelope, intake: kept.intake) == kept)
            #expect(received.deliveryID == kept.intake.deliveryID)
            #expect(received.subject == "s")
            #expect(received.verified == "sns-signature-v2")
        }
    }

    @Test(
        "what the intake refuses is refused",
        arguments: [
            #"{}"#, #"[]"#, #"{"Type":"Notification","Message":"x"}"#,
            #"{"Type":"Other","Message":"x"}"#,
            """
            {"Type":"Notification","Message":"x","MessageId":"m","TopicArn":"arn:x",\
            "Timestamp":"2016-09-27T18:39:40.062Z"}
            """,
        ])
    func refused(text: String) throws {
        let body = try JSONValue(parsing: text)
        #expect(throws: Refusal.self) { try SNSPreview.event(ofBody: body) }
    }

    @Test("a message without its body is known by its shape or not at all")
    func bareMessage() throws {
        let config = try #require(
            SNSPreview.event(ofMessage: try JSONValue(parsing: message), arrival))
        #expect(config.envelope.source == "aws.config")
        #expect(config.envelope.time == Rig.start.iso8601)
        #expect(config.envelope.account == nil)
        #expect(config.verified == "nothing")
        let alarm = SNSPreview.event(
            ofMessage: ["AlarmName": "a", "NewStateValue": "OK"], arrival)
        #expect(alarm?.envelope.source == "aws.cloudwatch")
        #expect(SNSPreview.event(ofMessage: ["a": 1], arrival) == nil)
        #expect(SNSPreview.event(ofMessage: "text", arrival) == nil)
    }

    @Test("a payload is read as it is posted, without its credentials")
    func genericPayload() async throws {
        var source = CallbackSource(.token, .bearer([Secret("t")]))
        source.eventSource = "deploys"
        let reader = CallbackReader(source)
        let body = Array(#"{"a":1}"#.utf8)
        let request = HTTPRequest(
            method: "POST", path: "/hooks/x", headers: ["Authorization": "Bearer t"], body: body,
            remoteAddress: "127.0.0.1")
        guard case .event(let posted) = try await reader.read(request, arrival),
            case .event(let previewed) = try reader.preview(body, arrival)
        else {
            Issue.record("a payload is an event")
            return
        }
        #expect(posted.envelope == previewed.envelope)
        #expect(posted.deliveryID == previewed.deliveryID)
        #expect(previewed.verified == "nothing")
        #expect(throws: Refusal.self) { try reader.preview(Array("{".utf8), arrival) }
    }

    @Test("a topic that the source does not take is refused")
    func topics() throws {
        let settings = SNSReader.Settings(topics: [try #require(TopicPattern(Rig.topic))])
        try settings.checkTopic(Rig.topic)
        for topic in ["", "arn:aws:sns:us-east-2:123456789012:other"] {
            #expect(throws: Refusal.self) { try settings.checkTopic(topic) }
        }
    }
}

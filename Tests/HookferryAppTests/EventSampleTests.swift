import Configuration
import Events
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Samples of events")
struct EventSampleTests {
    private let sources: [SourceSettings]

    init() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(
            """
            sources:
              pipeline: { type: token, tokens: [{ env: T }], eventSource: deploys }
              topic: { type: sns, topics: ["arn:aws:sns:us-east-2:123456789012:config-*"] }
              hub: { type: github, secrets: [{ env: T }] }

            """, to: "hookferry.yaml")
        let loaded = ConfigurationLoader.load(
            path: path, environment: ["T": "t"], purpose: .serve)
        sources = try #require(loaded.settings, "\(loaded.diagnostics)").sources
    }

    private func reading(_ text: String, by name: String?) throws -> EventSample.Reading {
        let sample = EventSample(
            Array(text.utf8), try JSONValue(parsing: text), sources: sources,
            now: Timestamp(milliseconds: 0))
        return try sample.reading(by: sources.first { $0.name == name })
    }

    private func event(_ text: String, from name: String? = nil) throws -> Event {
        guard case .event(let event) = try reading(text, by: name) else { throw NoEvent() }
        return event
    }

    private struct NoEvent: Error {}

    private func body(topic: String = "config-a", message: String) -> String {
        let body: JSONValue = [
            "Type": "Notification", "MessageId": "m-1", "Message": .string(message),
            "TopicArn": .string("arn:aws:sns:us-east-2:123456789012:\(topic)"),
            "Timestamp": "2016-09-27T18:39:40.062Z",
        ]
        return body.serialized()
    }

    @Test("an event of EventBridge's is taken as it is")
    func envelope() throws {
        let event = try event(#"{"source":"aws.ec2","detail-type":"x","detail":{"a":1}}"#)
        #expect(event.document["detail"] == ["a": 1])
        #expect(event.intake.type == EventSample.nobody)
        #expect(event.document["intake"]?["verified"] == "nothing")
    }

    @Test("a notification of CodeStar's becomes an event, and a lone detail-type makes one")
    func spellings() throws {
        let codeStar = try event(#"{"source":"aws.codebuild","detailType":"x","detail":{}}"#)
        #expect(codeStar.detailType == "x")
        #expect(try event(#"{"detail-type":"x","detail":{}}"#).detailType == "x")
    }

    @Test("an event that the bridge kept is taken whole, also on its page")
    func kept() throws {
        let own = """
            {"source":"ci","intake":{"id":"01J","source":"s","type":"token","deliveryId":"d",\
            "receivedAt":"2026-01-01T00:00:00.000Z","verified":"token"}}
            """
        #expect(try event(own).document == JSONValue(parsing: own))
        #expect(try event(#"{"event":\#(own),"deliveries":[]}"#).intake.id == "01J")
    }

    @Test("an SNS body comes from the source that takes its topic")
    func snsBody() throws {
        let message = #"{"messageType":"ConfigurationSnapshotDeliveryFailed"}"#
        let known = try event(body(message: message))
        #expect(known.source == "aws.config")
        #expect(known.intake.source == "topic")
        #expect(known.intake.type == "sns")
        #expect(known.intake.deliveryID == "m-1")
        #expect(try event(body(message: message), from: "topic") == known)
        let strange = try event(body(topic: "other", message: message))
        #expect(strange.intake.source == EventSample.nobody)
        #expect(throws: EventSampleError.self) {
            try event(body(topic: "other", message: message), from: "topic")
        }
    }

    @Test("a message of AWS Config needs no body")
    func bareMessage() throws {
        let message = #"{"messageType":"ConfigurationSnapshotDeliveryFailed"}"#
        #expect(try event(message).source == "aws.config")
        #expect(try event(message, from: "topic").intake.source == "topic")
    }

    @Test("a payload becomes the event that its source makes of it")
    func payload() throws {
        let event = try event(#"{"commit":"abc"}"#, from: "pipeline")
        #expect(event.source == "deploys")
        #expect(event.detailType == "Callback")
        #expect(event.document["detail"] == ["commit": "abc"])
        #expect(event.intake.type == "token")
        #expect(event.intake.source == "pipeline")
    }

    @Test("a sender's ping is no event, and no mistake")
    func ping() throws {
        guard case .ignored(let reason) = try reading(#"{"zen":"x","hook_id":1}"#, by: "hub") else {
            Issue.record("it is an event")
            return
        }
        #expect(reason == "GitHub's ping: the webhook works.")
    }

    @Test("of a payload that does not give its event away it is told how to name that")
    func unnamed() throws {
        let error = #expect(throws: EventSampleError.self) {
            try reading(#"{"action":"created"}"#, by: "hub")
        }
        #expect(error?.description.contains("`hookferry send --event NAME`") == true)
    }

    @Test(
        "anything else is no event",
        arguments: [
            (#"{"commit":"abc"}"#, nil), ("[1]", nil), ("null", nil), (#""text""#, "topic"),
            (#"{"Type":"Notification","Message":"x"}"#, nil), (#"{"a":1}"#, "topic"),
        ] as [(String, String?)])
    func noEvent(text: String, source: String?) {
        #expect(throws: EventSampleError.self) { try event(text, from: source) }
    }
}

import Events
import JSON
import Lifecycle
import Testing

@Suite("Event")
struct EventTests {
    private func event(subject: String? = nil, pipeline: JSONValue? = nil) -> Event {
        Event(
            EventEnvelope(
                id: "sender", source: "aws.config", detailType: "Snapshot", account: "123456789012",
                region: nil, time: "2016-09-27T18:39:40.062Z", resources: ["arn:a", "arn:b"],
                detail: ["a": [1, nil, "é"]], pipeline: pipeline),
            intake: IntakeRecord(
                id: "01J", source: "topic", type: "sns",
                receivedAt: Timestamp(milliseconds: 1_475_001_580_062), deliveryID: "d",
                subject: subject, verified: "sns-signature-v1"))
    }

    @Test(
        "an event comes back from its document",
        arguments: [nil, "A subject"], [nil, ["status": "failed"] as JSONValue])
    func roundTrip(subject: String?, pipeline: JSONValue?) throws {
        let event = event(subject: subject, pipeline: pipeline)
        let text = event.document.serialized()
        let read = try #require(Event(json: try JSONDocument(parsing: Array(text.utf8))))
        #expect(read == event)
        #expect(read.intake == event.intake)
        #expect(read.document.serialized() == text)
    }

    @Test("the envelope is EventBridge's, without the keys that are absent")
    func envelope() {
        let document = event().document
        #expect(
            document.objectValue?.keys == [
                "id", "source", "detail-type", "account", "time", "resources", "detail", "intake",
            ])
        #expect(document["intake"]?["receivedAt"] == "2016-09-27T18:39:40.062Z")
        #expect(document["intake"]?["subject"] == nil)
        #expect(event().source == "aws.config")
        #expect(event().detailType == "Snapshot")
        #expect(event().time == "2016-09-27T18:39:40.062Z")
    }

    @Test(
        "what is no event is not read",
        arguments: [[], [:], ["intake": ["id": "a"]], ["intake": 1], nil] as [JSONValue])
    func noEvent(document: JSONValue) {
        #expect(Event(json: JSONDocument(document)) == nil)
    }
}

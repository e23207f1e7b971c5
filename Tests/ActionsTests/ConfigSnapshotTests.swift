import Events
import JSON
import Lifecycle
import Testing

@testable import Actions

@Suite("Following a configuration snapshot")
struct ConfigSnapshotTests {
    private func event(
        _ messageType: String?, id: JSONValue = "s-1", source: String = "aws.config",
        type: String = "sns", more: JSONObject = [:]
    ) -> Event {
        var detail = more
        detail["configSnapshotId"] = id
        detail["messageType"] = messageType.map(JSONValue.string)
        return Event(
            EventEnvelope(
                id: "e", source: source,
                detailType: "Config Configuration Snapshot Delivery Status",
                time: "2026-01-02T03:04:05Z", detail: .object(detail)),
            intake: IntakeRecord(
                id: "01J", source: "topic", type: type, receivedAt: Timestamp(milliseconds: 0),
                deliveryID: "d", verified: "sns-signature-v1"))
    }

    @Test("the answer's id is what is followed")
    func key() {
        #expect(ConfigSnapshot.follow.key([:], ["configSnapshotId": "s-1"]) == "config/s-1")
        #expect(ConfigSnapshot.follow.key([:], [:]) == nil)
        for id in ["", .string(String(repeating: "x", count: 257)), 5] as [JSONValue] {
            #expect(ConfigSnapshot.follow.key([:], ["configSnapshotId": id]) == nil)
        }
        #expect(ConfigSnapshot.follow.poll == nil)
    }

    @Test("a call without an answer leaves a mark that an event of its region finds")
    func mark() {
        let mark = ConfigSnapshot.follow.mark?("us-east-2", Timestamp(milliseconds: 1_700_000))
        #expect(mark == "config?/us-east-2/0000000001700000")
        let seen = ActionCatalog.sighting(of: event("ConfigurationSnapshotDeliveryStarted"))
        #expect(seen?.marks == nil)
    }

    @Test("completed tells where the snapshot is")
    func completed() {
        let seen = ActionCatalog.sighting(
            of: event(
                "ConfigurationSnapshotDeliveryCompleted",
                more: ["s3Bucket": "b", "s3ObjectKey": "k", "other": 1]))
        #expect(
            seen
                == Sighting(
                    key: "config/s-1",
                    news: .succeeded(
                        result: [
                            "messageType": "ConfigurationSnapshotDeliveryCompleted",
                            "s3Bucket": "b", "s3ObjectKey": "k",
                        ])))
    }

    @Test("failed is a failure, though AWS documents no more than its name")
    func failed() {
        let seen = ActionCatalog.sighting(of: event("ConfigurationSnapshotDeliveryFailed"))
        #expect(
            seen?.news
                == .failed(
                    .reportedFailed,
                    message: "AWS Config reports that the snapshot's delivery failed",
                    report: ["messageType": "ConfigurationSnapshotDeliveryFailed"]))
    }

    @Test("started is seen, but is no news")
    func started() {
        #expect(
            ActionCatalog.sighting(of: event("ConfigurationSnapshotDeliveryStarted"))
                == Sighting(key: "config/s-1", news: nil))
    }

    @Test("only what SNS has delivered for AWS Config counts")
    func others() {
        let completed = "ConfigurationSnapshotDeliveryCompleted"
        for other in [
            event(completed, type: "token"), event(completed, source: "ci"), event(nil),
            event("ConfigurationHistoryDeliveryCompleted"), event(completed, id: nil),
            event(completed, id: 5),
        ] {
            #expect(ActionCatalog.sighting(of: other) == nil)
        }
    }
}

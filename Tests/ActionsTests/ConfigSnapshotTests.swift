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

    private func delivered(
        account: String? = nil, region: String? = nil, time: String = "2026-01-02T03:04:05Z",
        key: JSONValue? = nil, type: String = "sns",
        messageType: String = "ConfigurationSnapshotDeliveryCompleted"
    ) -> SnapshotSighting? {
        var detail: JSONObject = ["messageType": .string(messageType)]
        detail["s3ObjectKey"] = key
        return ActionCatalog.completedSnapshot(
            in: Event(
                EventEnvelope(
                    id: "e", source: "aws.config", detailType: "d", account: account,
                    region: region, time: time, detail: .object(detail)),
                intake: IntakeRecord(
                    id: "01J", source: "topic", type: type,
                    receivedAt: Timestamp(milliseconds: 1_800_000_000_000), deliveryID: "d",
                    verified: "sns-signature-v1")))
    }

    @Test("a delivered snapshot is of the account and region in its object's key, else the topic's")
    func place() {
        let time = Timestamp(iso8601: "2026-01-02T03:04:05Z") ?? Timestamp(milliseconds: 0)
        let own = SnapshotSighting(account: "123456789012", region: "us-east-2", deliveredAt: time)
        let other = SnapshotSighting(
            account: "210987654321", region: "eu-west-1", deliveredAt: time)
        let file = "ConfigSnapshot/210987654321_Config_eu-west-1_ConfigSnapshot.json.gz"
        let key = "AWSLogs/210987654321/Config/eu-west-1/2026/1/2/\(file)"
        #expect(delivered(account: own.account, region: own.region) == own)
        #expect(delivered(account: own.account, region: own.region, key: .string(key)) == other)
        #expect(delivered(key: .string("a/b/\(key)")) == other)
        #expect(delivered(account: own.account, region: own.region, key: "AWSLogs/1") == own)
    }

    @Test("what is not signed, not completed or of no account and region is no snapshot")
    func noSnapshot() {
        let (account, region) = ("123456789012", "us-east-2")
        #expect(delivered() == nil)
        #expect(delivered(account: account, region: region, type: "token") == nil)
        #expect(delivered(account: account, region: region, messageType: "Other") == nil)
        for (account, region) in [
            ("12345678901", "us-east-2"), ("12345678901x", "us-east-2"),
            ("１２３４", "us-east-2"), ("123456789012", "nowhere"), ("123456789012", "a b"),
        ] {
            #expect(delivered(account: account, region: region) == nil, "\(account) \(region)")
        }
    }

    @Test("a sender's clock that is ahead, or no clock, counts as the time of arrival")
    func times() {
        let received = Timestamp(milliseconds: 1_800_000_000_000)
        for time in ["2999-01-01T00:00:00Z", "soon"] {
            let snapshot = delivered(account: "123456789012", region: "us-east-2", time: time)
            #expect(snapshot?.deliveredAt == received)
        }
    }
}

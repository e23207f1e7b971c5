import Events
import JSON
import Testing

@testable import Actions

@Suite("Words for AWS Config")
struct ConfigWordingTests {
    private static let place = " — 123456789012 · us-east-2"

    @Test("a snapshot that is there tells how long it took and where it is")
    func completed() {
        let summary = told(
            [
                "messageType": "ConfigurationSnapshotDeliveryCompleted",
                "configSnapshotId": "16da64e4", "s3Bucket": "bucket",
                "s3ObjectKey": "AWSLogs/1/x.json.gz",
            ], began: "2026-11-20T09:57:55Z")
        #expect(summary.headline == "AWS Config snapshot delivery completed" + Self.place)
        #expect(
            summary.factLines == [
                "Took: 2 min 5 s", "Location: s3://bucket/AWSLogs/1/x.json.gz",
                "Snapshot: 16da64e4",
            ])
        #expect(summary.manner == "success resolved")
        #expect(summary.isBrief)
        #expect(summary.storyKey == "config/16da64e4")
    }

    @Test("a snapshot that has begun is progress, and leaves the condition as it is")
    func started() {
        let summary = told(
            ["messageType": "ConfigurationSnapshotDeliveryStarted", "configSnapshotId": "s"],
            began: "2026-11-20T09:57:55Z")
        #expect(summary.headline == "AWS Config snapshot delivery started" + Self.place)
        #expect(summary.manner == "info progress")
        #expect(summary.groupKey == nil)
        #expect(summary.factLines == ["Snapshot: s"])
        #expect(summary.kind == "aws.config.snapshot_delivery_started")
    }

    @Test(
        "of a failed snapshot nothing need be known",
        arguments: [
            (
                [:],
                "AWS Config does not say why; "
                    + "aws configservice describe-delivery-channel-status does", []
            ),
            (
                [
                    "errorCode": "AccessDenied", "errorMessage": "No access. Ask somebody.",
                    "s3Bucket": "b",
                ], "No access. Ask somebody.", ["Error: AccessDenied", "Location: s3://b/"]
            ),
            (
                ["reason": ["x"], "message": 7, "s3Bucket": nil, "configSnapshotId": 1], "7",
                ["Snapshot: 1"]
            ),
        ] as [(JSONObject, String, [String])])
    func failed(members: JSONObject, why: String, facts: [String]) {
        var detail = members
        detail["messageType"] = "ConfigurationSnapshotDeliveryFailed"
        let summary = told(.object(detail))
        #expect(summary.headline == "AWS Config snapshot delivery failed" + Self.place)
        #expect(summary.manner == "error firing")
        #expect(summary.text == why)
        #expect(summary.factLines == facts)
        #expect(summary.groupKey == "aws.config/snapshot-delivery/123456789012/us-east-2")
        #expect(!summary.isBrief)
    }

    @Test("a history has a condition of its own")
    func history() {
        let done = told([
            "messageType": "ConfigurationHistoryDeliveryCompleted", "s3Bucket": "b",
            "s3ObjectKey": "k",
        ])
        let failed = told(["messageType": "ConfigurationHistoryDeliveryFailed"])
        #expect(done.headline == "AWS Config history delivery completed" + Self.place)
        #expect(done.factLines == ["Location: s3://b/k"])
        #expect(failed.headline == "AWS Config history delivery failed" + Self.place)
        #expect(done.groupKey == "aws.config/history-delivery/123456789012/us-east-2")
        #expect(failed.groupKey == done.groupKey)
        #expect((done.manner, failed.manner) == ("success resolved", "error firing"))
    }

    private func compliance(_ now: JSONValue, _ old: JSONValue = nil) -> Summary {
        told([
            "messageType": "ComplianceChangeNotification", "configRuleName": "cloudtrail-enabled",
            "resourceType": "AWS::EC2::Instance", "resourceId": "i-1",
            "newEvaluationResult": ["complianceType": now, "annotation": "No trail. Make one."],
            "oldEvaluationResult": old,
        ])
    }

    @Test(
        "who does not obey a rule is warned of, until it does",
        arguments: [
            ("NON_COMPLIANT", "warning firing", "No trail. Make one."),
            ("COMPLIANT", "success resolved", nil),
            ("NOT_APPLICABLE", "info none", nil), ("INSUFFICIENT_DATA", "info none", nil),
        ] as [(String, String, String?)])
    func compliance(type: String, manner: String, why: String?) {
        let summary = compliance(.string(type), ["complianceType": "COMPLIANT"])
        #expect(
            summary.headline
                == "AWS::EC2::Instance i-1 is \(type) with cloudtrail-enabled" + Self.place)
        #expect(summary.manner == manner)
        #expect(summary.text == why)
        let rule = type == "COMPLIANT" ? ["Rule: cloudtrail-enabled"] : []
        #expect(summary.factLines == rule + ["Was: COMPLIANT"])
        #expect(summary.link?.hasSuffix("configRuleName=cloudtrail-enabled") == true)
        let key =
            "aws.config/compliance/123456789012/us-east-2/cloudtrail-enabled/"
            + "AWS::EC2::Instance/i-1"
        #expect(summary.groupKey == (summary.state == .none ? nil : key))
    }

    @Test("a first evaluation has no old result; a message without a new one says what it can")
    func oddCompliance() {
        #expect(compliance("COMPLIANT").factLines == ["Rule: cloudtrail-enabled"])
        let bare = told(["messageType": "ComplianceChangeNotification", "configRuleName": [1]])
        #expect(bare.headline == "AWS Config rule compliance changed" + Self.place)
        let noResource = told([
            "messageType": "ComplianceChangeNotification", "configRuleName": "r",
            "newEvaluationResult": ["complianceType": "NON_COMPLIANT"],
        ])
        #expect(noResource.headline == "AWS Config rule r is NON_COMPLIANT" + Self.place)
    }

    @Test("what the headline has no room for stands below it, after a recovery too")
    func longCompliance() {
        let rule = "s3-bucket-ssl-requests-only-in-every-account"
        func summary(_ now: JSONValue) -> Summary {
            told([
                "messageType": "ComplianceChangeNotification", "configRuleName": .string(rule),
                "resourceType": "AWS::S3::Bucket", "resourceId": "assets",
                "newEvaluationResult": ["complianceType": now],
            ])
        }
        #expect(summary("NON_COMPLIANT").factLines == [])
        #expect(
            summary("NON_COMPLIANT").headline
                == "AWS::S3::Bucket assets is NON_COMPLIANT with \(rule)" + Self.place)
        let restored = summary("COMPLIANT")
        #expect(restored.factLines == ["Rule: \(rule)"])
    }

    @Test("a change of another kind is told as it is called")
    func otherChange() {
        let summary = told([
            "messageType": "ConfigurationItemChangeNotification",
            "configurationItemDiff": ["changeType": "MOVE"],
        ])
        #expect(summary.headline == "AWS Config item changed" + Self.place)
        #expect(summary.factLines == ["Change: MOVE"])
    }

    @Test("an evaluation names its rules")
    func evaluation() {
        let summary = told([
            "messageType": "ConfigRulesEvaluationStarted", "configRuleNames": ["a", 1, nil, "b"],
        ])
        #expect(summary.headline == "AWS Config rules evaluation started" + Self.place)
        #expect(summary.factLines == ["Rules: a, 1, b"])
        #expect(summary.manner == "info progress")
    }

    @Test(
        "a change tells what has changed, in every form the message has had",
        arguments: [
            ["resourceType": "AWS::EC2::Instance", "resourceId": "i-1", "resourceName": "web"],
            [["resourceType": "AWS::EC2::Instance", "resourceId": "i-1", "resourceName": "web"]],
        ] as [JSONValue])
    func item(item: JSONValue) {
        let summary = told([
            "messageType": "ConfigurationItemChangeNotification", "configurationItem": item,
            "configurationItemDiff": [
                "changeType": "UPDATE", "changedProperties": ["Configuration.State": [:], "B": 1],
            ],
        ])
        #expect(summary.headline == "AWS::EC2::Instance i-1 updated" + Self.place)
        #expect(
            summary.factLines
                == ["Name: web", "Changed: Configuration.State, B"])
        #expect(summary.manner == "info none")
        #expect(summary.link?.hasSuffix("#/timeline/AWS::EC2::Instance/i-1") == true)
    }

    @Test("a change too large for SNS tells where it lies, or why it is lost")
    func oversized() {
        let item: JSONValue = [
            "changeType": "DELETE", "resourceType": "AWS::EC2::Instance", "resourceId": "i-1",
            "resourceName": nil,
        ]
        let stored = told([
            "messageType": "OversizedConfigurationItemChangeNotification",
            "configurationItemSummary": item,
            "s3DeliverySummary": ["s3BucketLocation": "b/k", "errorCode": nil],
        ])
        #expect(stored.headline == "AWS::EC2::Instance i-1 deleted" + Self.place)
        #expect(stored.factLines == ["Location: s3://b/k"])
        let lost = told([
            "messageType": "OversizedConfigurationItemChangeDeliveryFailed",
            "configurationItemSummary": item,
            "s3DeliverySummary": [
                "errorCode": "NoSuchBucket", "errorMessage": "Failed to deliver.",
            ],
        ])
        #expect(
            lost.headline
                == "AWS Config could not deliver the change of AWS::EC2::Instance i-1" + Self.place)
        #expect(lost.text == "Failed to deliver.")
        #expect(lost.manner == "error none")
        #expect(lost.factLines == ["Error: NoSuchBucket"])
    }
}

import JSON
import Testing

@testable import Actions

@Suite("Words for SNS")
struct NotificationWordingTests {
    private static let arn = "arn:aws:sns:us-east-2:123456789012:config-topic"
    private static let place = " — 123456789012 · us-east-2"

    private func sns(_ detail: JSONValue, _ type: String = "SNS Notification") -> Summary {
        told(detail, source: "aws.sns", type: type, resources: [Self.arn])
    }

    @Test("a notification is its subject and its first lines")
    func text() {
        let summary = sns(["subject": "Disk full", "message": "\none\n\ntwo\n3\n4\n5\n6"])
        #expect(summary.headline == "Disk full" + Self.place)
        #expect(summary.text == "one\ntwo\n3\n4\n5")
        #expect(summary.factLines == ["Topic: \(Self.arn)"])
        #expect(summary.manner == "info none")
        #expect(
            summary.link == "https://console.aws.amazon.com/sns/v3/home?region=us-east-2#/topic/"
                + Self.arn)
        let bare = sns(["subject": nil, "message": "first\nsecond"])
        #expect(bare.headline == "first" + Self.place)
        #expect(bare.text == "second")
        #expect(sns(["message": "only"]).isBrief)
    }

    @Test("without a topic there is nothing to open")
    func noTopic() {
        let summary = told(["message": "m"], source: "aws.sns", type: "SNS Notification")
        #expect(summary.link == nil)
        #expect(summary.factLines == [])
    }

    @Test("of JSON only what has a telling name is shown")
    func json() {
        let summary = sns([
            "message": ["password": "x", "status": "down", "name": "db", "deep": ["title": "y"]]
        ])
        #expect(summary.headline == "Message on config-topic" + Self.place)
        #expect(summary.factLines == ["Name: db", "Status: down", "Topic: \(Self.arn)"])
    }

    @Test("subscriptions that begin and end are one condition")
    func subscriptions() {
        let detail: JSONValue = [
            "topicArn": .string(Self.arn),
            "message": "You have chosen to deactivate it.\nTo undo …",
        ]
        let begun = sns(detail, "SNS Subscription Confirmation")
        #expect(begun.headline == "Subscription to config-topic confirmed" + Self.place)
        #expect(begun.manner == "success resolved")
        #expect(begun.isBrief)
        let ended = sns(detail, "SNS Unsubscribe Confirmation")
        #expect(ended.headline == "Subscription to config-topic cancelled" + Self.place)
        #expect(ended.manner == "warning firing")
        #expect(ended.text == "You have chosen to deactivate it. To undo …")
        #expect(ended.groupKey == "aws.sns/subscription/\(Self.arn)")
        #expect(begun.groupKey == ended.groupKey)
    }

    @Test("a pipeline that waits for somebody says so")
    func approval() {
        let approval: JSONValue = [
            "pipelineName": "pay", "stageName": "S", "actionName": "A", "token": "(redacted)",
            "expires": "2016-07-07T20:22Z", "approvalReviewLink": "https://evil.example",
            "customData": "Review it. Soon.",
        ]
        let summary = sns(["message": ["region": "eu-west-1", "approval": approval]])
        #expect(summary.headline == "pay pipeline waits for approval" + Self.place)
        #expect(summary.manner == "warning none")
        #expect(summary.text == "Review it. Soon.")
        #expect(summary.factLines.prefix(2) == ["Stage: S", "Action: A"])
        #expect(
            summary.link == "https://console.aws.amazon.com/codesuite/codepipeline/pipelines/pay"
                + "/view?region=eu-west-1")
    }
}

import Events
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Actions

/// Whatever stands at any place of an event, its message is readable and within every limit.
@Suite("Event wording, whatever the event")
struct EventWordingPropertyTests {
    private typealias Sample = (source: String, type: String, detail: JSONValue, run: JSONValue)

    /// One of each family, with a value at every place that is read.
    private static let samples: [Sample] = [
        (
            "aws.config", "Config Configuration Snapshot Delivery Status",
            [
                "messageType": "ConfigurationSnapshotDeliveryFailed", "configSnapshotId": "s",
                "errorMessage": "e", "errorCode": "c", "s3Bucket": "b", "s3ObjectKey": "k",
            ], nil
        ),
        (
            "aws.config", "Config Rules Compliance Change",
            [
                "messageType": "ComplianceChangeNotification", "configRuleName": "r",
                "resourceType": "t", "resourceId": "i",
                "newEvaluationResult": ["complianceType": "NON_COMPLIANT", "annotation": "a"],
                "oldEvaluationResult": ["complianceType": "COMPLIANT"],
            ], nil
        ),
        (
            "aws.config", "Config Configuration Item Change",
            [
                "messageType": "OversizedConfigurationItemChangeDeliveryFailed",
                "configurationItem": ["resourceType": "t", "resourceId": "i", "resourceName": "n"],
                "configurationItemDiff": ["changeType": "UPDATE", "changedProperties": ["k": 1]],
                "s3DeliverySummary": [
                    "s3BucketLocation": "b", "errorCode": "c", "errorMessage": "m",
                ],
            ], nil
        ),
        (
            "aws.codepipeline", "CodePipeline Action Execution State Change",
            [
                "pipeline": "p", "execution-id": "e", "state": "FAILED", "stage": "s",
                "action": "a",
                "execution-result": ["external-execution-summary": "x", "error-code": "y"],
            ], nil
        ),
        (
            "aws.codebuild", "CodeBuild Build State Change",
            [
                "build-status": "FAILED", "project-name": "p", "build-id": "b",
                "additional-information": [
                    "initiator": "i", "source-version": "v",
                    "phases": [
                        ["phase-type": "t", "phase-status": "FAILED", "phase-context": ["c"]]
                    ],
                ],
            ], nil
        ),
        (
            "aws.cloudwatch", "CloudWatch Alarm State Change",
            [
                "alarmName": "n", "AlarmDescription": "d", "Trigger": ["MetricName": "m"],
                "state": ["value": "ALARM", "reason": "r"], "previousState": ["value": "OK"],
            ], nil
        ),
        (
            "aws.health", "AWS Health Event",
            [
                "eventTypeCode": "c", "eventTypeCategory": "issue", "statusCode": "open",
                "eventDescription": [["latestDescription": "d"]], "eventArn": "a",
            ], nil
        ),
        ("aws.sns", "SNS Notification", ["subject": "s", "message": "m"], nil),
        ("aws.sns", "SNS Notification", ["message": ["approval": ["pipelineName": "p"]]], nil),
        ("aws.sns", "SNS Unsubscribe Confirmation", ["topicArn": "t", "message": "m"], nil),
        (
            "github", "workflow_run", ["title": "t"],
            [
                "provider": "github", "name": "n", "status": "failed", "runId": "1", "attempt": 2,
                "url": "https://example.com", "repository": "r", "ref": "f", "commit": "c",
                "actor": "a", "environment": "e", "startedAt": "2026-11-20T10:00:00Z",
            ]
        ),
        ("ci", "unknown", ["title": "t", "status": "s", "message": "m"], nil),
    ]

    /// Without these a sample would be of another family.
    private static let kept: Set = ["messageType", "state", "value", "build-status", "status"]

    private func event(_ sample: Sample) -> Event {
        Parts.event(
            sample.detail, source: sample.source, type: sample.type,
            pipeline: sample.run.isNull ? nil : sample.run)
    }

    private func check(_ summary: Summary, _ shown: String) {
        let headline = summary.headline.utf16.count
        #expect((1...Summary.headlineUnitsMax).contains(headline), "\(shown)")
        #expect(summary.facts.count <= Summary.factsMax, "\(shown)")
        for fact in summary.facts {
            #expect(fact.label.utf16.count <= Summary.factLabelUnitsMax, "\(shown)")
            #expect((1...Summary.factValueUnitsMax).contains(fact.value.utf16.count), "\(shown)")
        }
        #expect((summary.text ?? "x").utf16.count <= 600, "\(shown)")
        #expect((summary.groupKey ?? "").utf8.count <= KeyText.bytesMax, "\(shown)")
        let story = (summary.storyKey ?? "").utf8.count
        #expect(story <= max(KeyText.bytesMax, "config/".count + 256), "\(shown)")
        #expect(summary.kind.utf8.count <= 300, "\(shown)")
        let host = summary.link?.split(separator: "/").dropFirst().first ?? "example.com"
        let known = ["console.aws.amazon.com", "health.aws.amazon.com", "example.com"]
        #expect(known.contains(String(host)), "\(shown)")
        let texts =
            [summary.headline, summary.text ?? ""]
            + summary.facts.flatMap { [$0.label, $0.value] }
        #expect(texts.allSatisfy { $0.cleaned == $0 }, "\(shown)")
    }

    @Test("any value at any place", arguments: 0..<40)
    func anything(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        for sample in Self.samples {
            var sample = sample
            sample.detail = spoilt(sample.detail, &random)
            sample.run = spoilt(sample.run, &random)
            let event = event(sample)
            let summary = Summary([:], MessageContext(event: event))
            check(summary, event.json.text)
            #expect(ActionCatalog.story(of: event)?.key == summary.storyKey)
        }
    }

    @Test("five megabytes at all places, in no time")
    func large() {
        for sample in Self.samples {
            var sample = sample
            let leaves = count(sample.detail) + count(sample.run)
            let long = String(repeating: "<é\u{202E}", count: (5 << 20) / 6 / leaves)
            sample.detail = filled(sample.detail, long)
            sample.run = filled(sample.run, long)
            let event = event(sample)
            var summary: Summary?
            let span = ContinuousClock().measure {
                summary = Summary([:], MessageContext(event: event))
            }
            #expect(span < .milliseconds(50), "\(sample.type)")
            if let summary { check(summary, sample.type) }
        }
    }

    private func spoilt(_ value: JSONValue, _ random: inout SplitMix64) -> JSONValue {
        if Int.random(in: 0..<6, using: &random) == 0 { return odd(&random) }
        switch value {
        case .object(let object):
            var result = JSONObject()
            for member in object.members where Int.random(in: 0..<8, using: &random) != 0 {
                let isKept = Self.kept.contains(member.key) && Bool.random(using: &random)
                result[member.key] = isKept ? member.value : spoilt(member.value, &random)
            }
            return .object(result)
        case .array(let elements):
            return .array(elements.map { spoilt($0, &random) })
        default: return value
        }
    }

    private func odd(_ random: inout SplitMix64) -> JSONValue {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: nil
        case 1: 123_456_789_012_345
        case 2: true
        case 3: [["k": 1]]
        case 4: ["k": ["k": "v"]]
        case 5: ""
        default: .string(Soup.text(&random))
        }
    }

    private func count(_ value: JSONValue) -> Int {
        switch value {
        case .object(let object): object.members.map { count($0.value) }.reduce(1, +)
        case .array(let elements): elements.map(count).reduce(1, +)
        default: 1
        }
    }

    private func filled(_ value: JSONValue, _ text: String) -> JSONValue {
        switch value {
        case .object(let object):
            var result = JSONObject()
            for member in object.members {
                result[member.key] =
                    Self.kept.contains(member.key) ? member.value : filled(member.value, text)
            }
            return .object(result)
        case .array(let elements): return .array(elements.map { filled($0, text) })
        case .string: return .string(text)
        default: return value
        }
    }
}

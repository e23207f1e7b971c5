import Events
import JSON
import Lifecycle

@testable import Actions

/// A message of every kind that is told: the golden files show each on every platform.
enum ChatSamples {
    static let all = config + builds + alarms + calls + rest

    struct NotThere: Error {
        let name: String
    }

    static func named(_ name: String) throws -> ChatSample {
        guard let sample = all.first(where: { $0.name == name }) else {
            throw NotThere(name: name)
        }
        return sample
    }

    // MARK: AWS Config

    private static let snapshot = "Config Configuration Snapshot Delivery Status"
    private static let history = "Config Configuration History Delivery Status"
    private static let compliance = "Config Rules Compliance Change"
    private static let item = "Config Configuration Item Change"

    private static let snapshotID: JSONValue = "108e0794-84a7-4cca-a179-76a199ddd11a"
    private static let delivered: JSONObject = [
        "configSnapshotId": snapshotID,
        "s3Bucket": "config-bucket-123456789012",
        "s3ObjectKey": """
        AWSLogs/123456789012/Config/eu-west-1/2026/11/20/ConfigSnapshot/\
        123456789012_Config_eu-west-1_ConfigSnapshot_20261120T100000Z_\
        108e0794-84a7-4cca-a179-76a199ddd11a.json.gz
        """,
    ]

    private static let config = [
        ChatSample(
            name: "config-snapshot-started",
            event: ChatSample.config(
                snapshot, "ConfigurationSnapshotDeliveryStarted",
                ["configSnapshotId": snapshotID])),
        ChatSample(
            name: "config-snapshot-completed",
            event: ChatSample.config(
                snapshot, "ConfigurationSnapshotDeliveryCompleted", delivered),
            began: ChatSample.time.adding(milliseconds: -72_000),
            earlier: "config-snapshot-started"),
        // AWS documents nothing of a failure but its type.
        ChatSample(
            name: "config-snapshot-failed",
            event: ChatSample.config(
                snapshot, "ConfigurationSnapshotDeliveryFailed",
                [
                    "configSnapshotId": snapshotID, "s3Bucket": "config-bucket-123456789012",
                    "errorCode": "AccessDenied",
                    "errorMessage": """
                    Insufficient delivery policy to s3 bucket: config-bucket-123456789012, \
                    unable to write to bucket
                    """,
                ], time: ChatSample.earlierTime)),
        ChatSample(
            name: "config-snapshot-recovered",
            event: ChatSample.config(
                snapshot, "ConfigurationSnapshotDeliveryCompleted", delivered),
            earlier: "config-snapshot-failed"),
        ChatSample(
            name: "config-history-completed",
            event: ChatSample.config(
                history, "ConfigurationHistoryDeliveryCompleted",
                [
                    "s3Bucket": "config-bucket-123456789012",
                    "s3ObjectKey": """
                    AWSLogs/123456789012/Config/eu-west-1/2026/11/20/ConfigHistory/\
                    123456789012_Config_eu-west-1_ConfigHistory_AWS::EC2::Instance_1.json.gz
                    """,
                ])),
        ChatSample(
            name: "config-history-failed",
            event: ChatSample.config(history, "ConfigurationHistoryDeliveryFailed", [:])),
        ChatSample(
            name: "config-compliance-broken",
            event: complianceChange(to: "NON_COMPLIANT", from: "COMPLIANT")),
        ChatSample(
            name: "config-compliance-restored",
            event: complianceChange(to: "COMPLIANT", from: "NON_COMPLIANT"),
            earlier: "config-compliance-broken"),
        ChatSample(
            name: "config-evaluation-started",
            event: ChatSample.config(
                "Config Rules Re-evaluation Status", "ConfigRulesEvaluationStarted",
                [
                    "awsAccountId": "123456789012", "awsRegion": "eu-west-1",
                    "configRuleNames": ["iam-password-policy", "s3-bucket-ssl-requests-only"],
                ])),
        ChatSample(
            name: "config-item-changed",
            event: ChatSample.config(
                item, "ConfigurationItemChangeNotification",
                [
                    "configurationItemDiff": ["changedProperties": [:], "changeType": "CREATE"],
                    "configurationItem": [
                        "resourceType": "AWS::EC2::SecurityGroup", "resourceId": "sg-3f1fef43",
                        "resourceName": nil, "awsAccountId": "123456789012",
                        "awsRegion": "eu-west-1",
                        "configurationItemStatus": "ResourceDiscovered",
                    ],
                ])),
        ChatSample(
            name: "config-item-not-delivered",
            event: ChatSample.config(
                item, "OversizedConfigurationItemChangeDeliveryFailed",
                [
                    "configurationItemSummary": [
                        "changeType": "UPDATE", "resourceType": "AWS::S3::Bucket",
                        "resourceId": "example_assets", "awsRegion": "eu-west-1",
                    ],
                    "s3DeliverySummary": [
                        "s3BucketLocation": nil, "errorCode": "NoSuchBucket",
                        "errorMessage": "The specified bucket does not exist",
                    ],
                ])),
    ]

    private static func complianceChange(to new: JSONValue, from old: JSONValue) -> Event {
        ChatSample.config(
            compliance, "ComplianceChangeNotification",
            [
                "awsAccountId": "123456789012", "awsRegion": "eu-west-1",
                "configRuleName": "s3-bucket-ssl-requests-only",
                "resourceType": "AWS::S3::Bucket", "resourceId": "example_assets",
                "newEvaluationResult": [
                    "complianceType": new, "annotation": "The bucket policy allows <HTTP>.",
                ],
                "oldEvaluationResult": ["complianceType": old],
            ])
    }

    // MARK: Pipelines and alarms

    private static let builds = [
        ChatSample(name: "codepipeline-succeeded", event: codePipeline("SUCCEEDED")),
        ChatSample(name: "codepipeline-failed", event: codePipeline("FAILED")),
        ChatSample(name: "codebuild-succeeded", event: codeBuild("SUCCEEDED")),
        ChatSample(name: "codebuild-failed", event: codeBuild("FAILED")),
        ChatSample(name: "ci-running", event: ChatSample.ci("running")),
        ChatSample(name: "ci-succeeded", event: ChatSample.ci("succeeded")),
        ChatSample(name: "ci-failed", event: ChatSample.ci("failed")),
    ]

    private static func codePipeline(_ state: JSONValue) -> Event {
        ChatSample.aws(
            "aws.codepipeline", "CodePipeline Pipeline Execution State Change",
            [
                "pipeline": "payments-api", "state": state, "version": 4,
                "execution-id": "1b2c3d4e-1234-5678-abcd-12345678abcd",
            ], resources: ["arn:aws:codepipeline:eu-west-1:123456789012:payments-api"],
            intake: "events-topic")
    }

    private static func codeBuild(_ status: JSONValue) -> Event {
        let build = "build/payments-api:8745a7a9-c340-456a-9166-edf953571bee"
        let arn = "arn:aws:codebuild:eu-west-1:123456789012:\(build)"
        return ChatSample.aws(
            "aws.codebuild", "CodeBuild Build State Change",
            [
                "build-status": status, "project-name": "payments-api",
                "build-id": .string(arn), "current-phase": "COMPLETED",
                "additional-information": [
                    "initiator": "codepipeline/payments-api", "build-complete": true,
                    "build-number": 118,
                ],
            ], resources: [arn], intake: "events-topic")
    }

    private static let alarms = [
        ChatSample(name: "alarm-firing", event: alarm("ALARM", from: "OK")),
        ChatSample(
            name: "alarm-recovered", event: alarm("OK", from: "ALARM"), earlier: "alarm-firing"),
        ChatSample(name: "alarm-no-data", event: alarm("INSUFFICIENT_DATA", from: "OK")),
    ]

    private static func alarm(_ state: JSONValue, from old: JSONValue) -> Event {
        let arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:api_5xx_high"
        let reason: JSONValue = """
            Threshold Crossed: 1 datapoint [14.0 (20/11/26 09:59:00)] was greater than the \
            threshold (5.0).
            """
        return ChatSample.aws(
            "aws.cloudwatch", "CloudWatch Alarm State Change",
            [
                "AlarmName": "api_5xx_high", "AlarmDescription": "Too many answers are 5xx.",
                "AWSAccountId": "123456789012", "NewStateValue": state,
                "NewStateReason": reason, "OldStateValue": old,
                "StateChangeTime": "2026-11-20T10:00:00.000+0000",
                "Region": "EU (Ireland)", "AlarmArn": .string(arn), "alarmName": "api_5xx_high",
                "state": ["value": state, "reason": reason], "previousState": ["value": old],
            ], resources: [arn], intake: "alarms-topic")
    }

    // MARK: What we did ourselves

    private static let calls = [
        ChatSample(
            name: "call-succeeded", event: ChatSample.ci("succeeded"),
            rule: "snapshot-after-deploy",
            call: [
                "name": "config:DeliverConfigSnapshot",
                "result": ["configSnapshotId": "108e0794-84a7-4cca-a179-76a199ddd11a"],
            ]),
        failed(
            "call-failed", "not_found", 1,
            """
            config:DeliverConfigSnapshot answered NoSuchDeliveryChannelException: Delivery \
            channel 'default' does not exist.
            """),
        failed(
            "call-uncertain", "uncertain", 1,
            "the connection was lost before the answer came: the call may have been carried out"),
        failed(
            "call-overdue", "overdue", 1,
            "AWS Config has not reported the end of the snapshot within 30 minutes"),
        ChatSample(
            name: "dead-letter", event: ChatSample.ci("succeeded"), rule: "(failures)",
            failure: failure("timed_out", 31, "no answer within 10 s")),
    ]

    private static func failed(
        _ name: String, _ reason: JSONValue, _ attempts: Int, _ message: JSONValue
    ) -> ChatSample {
        ChatSample(
            name: name, event: ChatSample.ci("succeeded"), rule: "snapshot-after-deploy",
            failure: failure(reason, attempts, message))
    }

    private static func failure(
        _ reason: JSONValue, _ attempts: Int, _ message: JSONValue
    ) -> JSONValue {
        [
            "rule": "snapshot-after-deploy", "delivery": "01JD4Z5X9WQ3M8K2V7N6T1R0HC",
            "step": "snapshot", "action": "call config:DeliverConfigSnapshot", "reason": reason,
            "message": message,
            "attempts": .number(JSONNumber(attempts)),
        ]
    }

    // MARK: The rest

    private static let rest = [
        ChatSample(name: "subscription-confirmed", event: subscription("Subscription")),
        ChatSample(name: "subscription-cancelled", event: subscription("Unsubscribe")),
        ChatSample(
            name: "sns-text",
            event: ChatSample.aws(
                "aws.sns", "SNS Notification",
                ["subject": "Backup *done*", "message": "See https://example.com/?a=1&b=2"],
                intake: "backup-topic")),
        ChatSample(
            name: "digest", event: ChatSample.ci("failed"),
            digest: WaitingMessages(
                count: 12, since: ChatSample.time.adding(milliseconds: -180_000),
                severities: ["error": 3, "success": 9],
                headlines: ["deploy-prod failed", "deploy-stage failed", "e2e_tests failed"])),
        ChatSample(
            name: "own-words", event: ChatSample.ci("succeeded"),
            words: [
                "title": "Release *2.4* is out <!channel> @everyone",
                "text":
                    "Deployed by `monalisa`.\n> _snake_case_ & **stars** [x](https://e.example)",
                "severity": "warning", "link": "https://example.com/releases/2.4?a=1&b=2",
                "fields": ["Environment": "production", "Ref_name": "release/2.4_rc#1"],
            ]),
        ChatSample(
            name: "own-line", event: ChatSample.ci("succeeded"),
            words: ["text": "Release 2.4 is out: https://example.com/releases"]),
        ChatSample(
            name: "unknown",
            event: ChatSample.aws("my.app", "Something New", ["a": [1, nil]], intake: "app")),
    ]

    private static func subscription(_ kind: String) -> Event {
        let topic = "arn:aws:sns:eu-west-1:123456789012:config-topic"
        return ChatSample.aws(
            "aws.sns", "SNS \(kind) Confirmation",
            [
                "topicArn": .string(topic), "messageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
                "message": .string(
                    "You have chosen to change a subscription of the topic \(topic)."),
            ], resources: [topic])
    }
}

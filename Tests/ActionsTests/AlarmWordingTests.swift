import JSON
import Testing

@testable import Actions

@Suite("Words for alarms and AWS Health")
struct AlarmWordingTests {
    private static let arn = "arn:aws:cloudwatch:us-east-2:123456789012:alarm:cpu high"

    private func alarm(_ state: JSONValue, resources: [String] = [arn]) -> Summary {
        told(
            [
                "alarmName": "cpu high", "AlarmDescription": "Too hot",
                "Trigger": ["MetricName": "CPU", "Namespace": "AWS/EC2"],
                "state": ["value": state, "reason": "Threshold crossed: 1.5 > 1. More."],
                "previousState": ["value": "OK"],
            ], source: "aws.cloudwatch", type: "CloudWatch Alarm State Change",
            resources: resources)
    }

    @Test(
        "each state of an alarm has its weight",
        arguments: [
            ("ALARM", "error firing", "Threshold crossed: 1.5 > 1. More."),
            ("OK", "success resolved", nil),
            ("INSUFFICIENT_DATA", "warning none", "Threshold crossed: 1.5 > 1. More."),
            ("NEW", "info none", nil),
        ] as [(String, String, String?)])
    func states(state: String, manner: String, why: String?) {
        let summary = alarm(.string(state))
        #expect(summary.headline == "Alarm cpu high: \(state) — 123456789012 · us-east-2")
        #expect(summary.manner == manner)
        #expect(summary.text == why)
        #expect(
            summary.factLines == (state == "OK" ? [] : ["About: Too hot"])
                + ["Metric: CPU", "Namespace: AWS/EC2", "Was: OK"])
        #expect(
            summary.link == "https://console.aws.amazon.com/cloudwatch/home?region=us-east-2"
                + "#alarmsV2:alarm/cpu%20high")
        #expect(summary.kind == "aws.cloudwatch.alarm_\(state.lowercased())")
    }

    @Test("an alarm is known by its ARN, and without one by its name")
    func keys() {
        #expect(alarm("ALARM").groupKey == "aws.cloudwatch/\(Self.arn)")
        #expect(alarm("OK").groupKey == alarm("ALARM").groupKey)
        #expect(
            alarm("OK", resources: []).groupKey
                == "aws.cloudwatch/123456789012/us-east-2/cpu high")
    }

    @Test("a long name gives way, the state does not")
    func longName() {
        let summary = told(
            [
                "alarmName": .string(String(repeating: "n", count: 255)),
                "state": ["value": "INSUFFICIENT_DATA"],
            ], source: "aws.cloudwatch")
        #expect(summary.headline.hasPrefix("Alarm nnnn"))
        #expect(
            summary.headline.hasSuffix("n…: INSUFFICIENT_DATA — 123456789012 · us-east-2"))
        #expect(summary.headline.utf16.count == Summary.headlineUnitsMax)
    }

    @Test("EventBridge tells of the metric elsewhere")
    func eventBridge() {
        let metric: JSONValue = ["name": "Lag", "namespace": "App"]
        let summary = told(
            [
                "alarmName": "lag", "state": ["value": "ALARM"],
                "configuration": ["metrics": [["metricStat": ["metric": metric]]]],
            ], source: "aws.cloudwatch")
        #expect(summary.factLines == ["Metric: Lag", "Namespace: App"])
        #expect(summary.text == nil)
    }

    @Test(
        "an issue of AWS's own is warned of until it is closed",
        arguments: [
            ("issue", "open", "warning firing"), ("issue", "closed", "success resolved"),
            ("scheduledChange", "upcoming", "info none"),
        ])
    func health(category: String, status: String, manner: String) {
        let summary = told(
            [
                "eventTypeCode": "AWS_EC2_ISSUE", "eventTypeCategory": .string(category),
                "statusCode": .string(status), "service": "EC2", "eventArn": "arn:1",
                "eventDescription": [["latestDescription": "We look into it. More later."]],
            ], source: "aws.health", type: "AWS Health Event")
        #expect(
            summary.headline
                == "AWS Health AWS_EC2_ISSUE \(status) — 123456789012 · us-east-2")
        #expect(summary.manner == manner)
        #expect(
            summary.text == (manner.hasPrefix("warning") ? "We look into it. More later." : nil))
        #expect(summary.link == "https://health.aws.amazon.com/health/home")
    }
}

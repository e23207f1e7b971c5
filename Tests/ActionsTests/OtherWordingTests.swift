import JSON
import Testing

@testable import Actions

@Suite("Words for events of strangers")
struct OtherWordingTests {
    @Test("an unknown event is told by its detail-type, and by what has a telling name")
    func unknown() {
        let summary = told(
            ["instance-id": "i-1", "state": "terminated", "title": ["x"], "secret": "y"],
            source: "aws.ec2", type: "EC2 Instance State-change Notification",
            resources: ["arn:i-1"])
        #expect(
            summary.headline
                == "EC2 Instance State-change Notification — 123456789012 · us-east-2")
        #expect(summary.factLines == ["State: terminated", "Resource: arn:i-1"])
        #expect(summary.kind == "aws.ec2.ec2_instance_state_change_notification")
        #expect(summary.manner == "info none")
        #expect(summary.isBrief)
    }

    @Test(
        "words for programs hold nothing but letters, digits, underscores and dots",
        arguments: [
            ("aws.health", "A  B", "aws.health.a_b"), ("", nil, "event"), ("x", "", "x.other"),
            ("é<!>", "日本", "other.other"), ("a..b", "__C__", "a.b.c"),
        ] as [(String, String?, String)])
    func kinds(source: String, type: String?, kind: String) {
        #expect(KindText.dotted(source, type) == kind)
    }
}

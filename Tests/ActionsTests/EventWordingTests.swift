import JSON
import Testing

@testable import Actions

@Suite("Event wording")
struct EventWordingTests {
    private func wording(_ type: String, source: JSONValue = "aws.config") -> EventWording {
        EventWording(
            [
                "source": source, "messageType": .string(type), "detailType": "Type of it",
                "account": "123456789012",
            ], MessageContext())
    }

    @Test(
        "each message of AWS Config has its words and its severity",
        arguments: [
            ("ConfigurationSnapshotDeliveryStarted", "AWS Config snapshot delivery started", .info),
            (
                "ConfigurationSnapshotDeliveryCompleted", "AWS Config snapshot delivery completed",
                .success
            ),
            ("ConfigurationSnapshotDeliveryFailed", "AWS Config snapshot delivery failed", .error),
            (
                "ConfigurationHistoryDeliveryCompleted", "AWS Config history delivery completed",
                .success
            ),
            ("ConfigurationHistoryDeliveryFailed", "AWS Config history delivery failed", .error),
            ("ConfigRulesEvaluationStarted", "AWS Config rules evaluation started", .info),
            ("ComplianceChangeNotification", "AWS Config rule compliance changed", .info),
            ("ConfigurationItemChangeNotification", "AWS Config item changed", .info),
            ("OversizedConfigurationItemChangeNotification", "AWS Config item changed", .info),
            (
                "OversizedConfigurationItemChangeDeliveryFailed",
                "AWS Config could not deliver a change", .error
            ),
            ("SomethingNew", "Type of it", .info),
        ] as [(String, String, Severity)])
    func config(type: String, words: String, severity: Severity) {
        #expect(wording(type).headline.text() == "\(words) — 123456789012")
        #expect(wording(type).severity == severity)
    }

    @Test("only AWS Config speaks for AWS Config")
    func otherSource() {
        let other = wording("ConfigurationSnapshotDeliveryFailed", source: "ci")
        #expect(other.headline.text() == "Type of it — 123456789012")
        #expect(other.severity == .info)
    }

    @Test("fields of another shape are as good as absent")
    func odd() {
        let wording = EventWording(
            [
                "source": 1, "detailType": ["x"], "account": nil, "region": "us-\neast-2",
                "failure": nil,
            ], MessageContext())
        #expect(wording.headline.text() == "Event — us- east-2")
        #expect(wording.text == nil)
        #expect(
            EventWording(["failure": "broken"], MessageContext()).headline.text()
                == "A rule failed: a step")
    }
}

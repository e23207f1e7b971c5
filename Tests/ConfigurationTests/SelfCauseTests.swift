import Events
import JSON
import Testing

@testable import Configuration

@Suite("Rules that cause themselves")
struct SelfCauseTests {
    private func message(
        _ pattern: JSONValue, call: String = "config:DeliverConfigSnapshot"
    ) -> String? {
        SelfCause.message(
            pattern: pattern, steps: [Step(action: .call(call), template: .object([:]))])
    }

    @Test("are found, whatever else they match on")
    func found() {
        let completed = "ConfigurationSnapshotDeliveryCompleted"
        let started = "ConfigurationSnapshotDeliveryStarted"
        #expect(message(["detail": ["messageType": [.string(completed)]]]) == completed)
        #expect(message(["detail": ["messageType": [.string(started)]]]) == started)
        #expect(message(["source": ["aws.config"]]) == started)
        #expect(message(["account": ["123456789012"], "source": ["aws.config"]]) == started)
        #expect(message(["region": ["us-east-2"]]) == started)
        #expect(
            message([
                "detail": ["messageType": [["prefix": "ConfigurationSnapshot"]], "s3Bucket": ["b"]]
            ]) == started)
    }

    @Test("are told apart from those that do not")
    func others() {
        let failed: JSONValue = ["ConfigurationSnapshotDeliveryFailed"]
        #expect(message(["detail": ["messageType": failed]]) == nil)
        #expect(message(["source": ["github"]]) == nil)
        #expect(message(["pipeline": ["status": ["succeeded"]]]) == nil)
        #expect(message(["source": ["aws.config"]], call: "other:Call") == nil)
        #expect(message(["source": ["aws.config"], "detail": ["configRuleName": ["a"]]]) == nil)
    }
}

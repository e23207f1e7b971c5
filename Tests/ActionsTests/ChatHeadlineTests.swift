import Events
import JSON
import Lifecycle
import Testing

@testable import Actions

@Suite("Headline of a message")
struct ChatHeadlineTests {
    private func message(_ input: JSONValue = [:], earlier: MessageState?) -> ChatMessage {
        let told = earlier.map { state in
            ToldMessage(
                reference: .null, headline: "It failed", state: state,
                toldAt: Timestamp(milliseconds: 1_700_000_000_000 - 740_000))
        }
        let event = Parts.event(["messageType": "ConfigurationSnapshotDeliveryCompleted"])
        return Parts.message(input, MessageContext(event: event), earlier: told)
    }

    @Test("a recovery says so, and after how long")
    func recovery() {
        #expect(
            message(earlier: .firing).headline == "Recovered after 12 min: AWS Config snapshot "
                + "delivery completed — 123456789012 · us-east-2")
    }

    @Test("what recovers makes room for that: where it is stays")
    func longRecovery() {
        let event = Parts.event([
            "messageType": "ComplianceChangeNotification",
            "configRuleName": "s3-bucket-ssl-requests-only", "resourceType": "AWS::S3::Bucket",
            "resourceId": "example_assets",
            "newEvaluationResult": ["complianceType": "COMPLIANT"],
        ])
        let told = ToldMessage(
            reference: .null, headline: "It failed", state: .firing,
            toldAt: Timestamp(milliseconds: 1_700_000_000_000 - 252_000))
        let headline = Parts.message([:], MessageContext(event: event), earlier: told).headline
        #expect(headline.hasPrefix("Recovered after 4 min 12 s: AWS::S3::Bucket example_assets"))
        #expect(headline.contains(" is COMPLIANT with s3-bucket"))
        #expect(headline.hasSuffix("… — 123456789012 · us-east-2"))
        #expect(headline.utf16.count == Summary.headlineUnitsMax)
    }

    @Test(
        "what was not wrong before does not recover",
        arguments: [nil, .resolved, .progress] as [MessageState?])
    func others(state: MessageState?) {
        let message = message(earlier: state)
        #expect(message.headline == message.summary.headline)
    }

    @Test("a rule's own words stand as they are")
    func ownWords() {
        let own = message(["title": "All clear"], earlier: .firing)
        #expect(own.headline == "All clear")
    }
}

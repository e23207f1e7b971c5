import Telemetry
import Testing

@testable import Intake

@Suite("Confirming subscriptions")
struct SubscriptionConfirmationTests {
    @Test("the query is built from topic and token, all of it encoded")
    func query() {
        let confirmation = SubscriptionConfirmation(
            topicARN: Rig.topic, region: "us-east-2", token: Secret("a&Action=X#é /?%~._-"))
        #expect(
            confirmation.query().reveal()
                == "Action=ConfirmSubscription&TopicArn=arn%3Aaws%3Asns%3Aus-east-2%3A"
                + "123456789012%3Aconfig-topic&Token=a%26Action%3DX%23%C3%A9%20%2F%3F%25~._-"
                + "&Version=2010-03-31")
    }

    @Test("the token is not shown")
    func secret() {
        let confirmation = SubscriptionConfirmation(
            topicARN: "t", region: "r", token: Secret("token-1"))
        #expect(!"\(confirmation) \(confirmation.query())".contains("token-1"))
    }
}

package import HTTP
package import JSON
package import Lifecycle
package import Telemetry

/// An integration of the type "Events API v2" on a PagerDuty service.
/// https://developer.pagerduty.com/docs/events-api-v2-overview
package struct PagerDuty: ChatPlatform {
    package static let type = "pagerduty"
    package static let title = "PagerDuty"
    /// About 120 calls a minute and integration, adjusted to the traffic
    /// (https://developer.pagerduty.com/docs/events-api-v2-overview#api-limits).
    package let rate = Rate(count: 2, periodMilliseconds: 1_000)
    package let isForPeople = false
    package let url: WebhookURL
    private let routingKey: Secret

    /// Of the service regions US and EU.
    private static let hosts = ["events.pagerduty.com", "events.eu.pagerduty.com"]
    /// Letters and digits of a key (`routing_key` of
    /// https://developer.pagerduty.com/docs/events-api-v2/trigger-events/).
    private static let keyLength = 32

    package init(
        routingKey: Secret, url: Secret = Secret("https://events.pagerduty.com"),
        allowed: [AddressRange] = []
    ) {
        self.url = WebhookURL(url, hosts: Self.hosts, allowed: allowed)
        self.routingKey = routingKey
    }

    package var destination: String {
        WebhookURL(Secret("\(url.base)/\(routingKey.reveal())")).place
    }

    package var problem: InputProblem? {
        if let problem = url.problem(Self.title, start: "https://events.pagerduty.com") {
            return problem
        }
        let key = routingKey.reveal()
        guard key.utf8.count == Self.keyLength, key.allSatisfy(\.isASCIIAlphanumeric) else {
            return InputProblem(
                ["routingKey"], "a routing key has \(Self.keyLength) letters and digits",
                hint: "PagerDuty shows it as the Integration Key of an Events API v2 integration")
        }
        return nil
    }

    package var addressPolicy: AddressPolicy { url.addressPolicy }

    /// An alert, the end of one, or a change; shown without the routing key.
    package func request(for message: ChatMessage) -> ChatRequest {
        let event = PagerDutyEvent(message)
        var body: JSONObject = ["routing_key": .string(routingKey.reveal())]
        for member in event.members.members { body[member.key] = member.value }
        var request = ChatRequest(
            "\(url.base)\(event.path)", body: JSONValue.object(body).serializedBytes(),
            shown: .object(event.members))
        request.kind = event.kind
        return request
    }

    /// What the answer means, and under which key the alert is known.
    package func verdict(
        on answer: ChatAnswer, to request: ChatRequest, of message: ChatMessage
    ) -> ChatVerdict {
        PagerDutyAnswer.verdict(on: answer, to: request)
    }

    /// The most particular thing it says, unless that repeats the key.
    package func word(in answer: ChatAnswer) -> String? {
        answer.word(PagerDutyAnswer.words(answer).last) { text in
            url.holds(text) || text.contains(routingKey.reveal())
        }
    }

    /// What the event does, then what it says.
    package func readText(_ message: JSONValue) -> String { PagerDutyEvent.readText(message) }
}

extension Character {
    fileprivate var isASCIIAlphanumeric: Bool { isASCII && (isLetter || isNumber) }
}

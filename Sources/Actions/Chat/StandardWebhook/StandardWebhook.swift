package import HTTP
package import JSON
package import Lifecycle
package import Telemetry

/// A webhook signed as Standard Webhooks.
package struct StandardWebhook: ChatPlatform {
    package static let type = "webhook"
    package static let title = "The webhook"
    package let rate = Rate(count: 1, periodMilliseconds: 1_000)
    package let url: WebhookURL

    package init(url: Secret, secret: Secret, allowed: [AddressRange] = []) {
        self.url = WebhookURL(url, hosts: [], allowed: allowed)
    }

    package var destination: String { url.place }
    package var problem: InputProblem? { url.problem(Self.title, start: "https://") }
    package var addressPolicy: AddressPolicy { url.addressPolicy }

    package func request(for message: ChatMessage) -> ChatRequest {
        ChatRequest(url.secret.reveal(), ["text": .string(message.headline)])
    }

    package func verdict(
        on answer: ChatAnswer, to request: ChatRequest, of message: ChatMessage
    ) -> ChatVerdict {
        answer.common
    }

    package func word(in answer: ChatAnswer) -> String? { nil }

    package func readText(_ message: JSONValue) -> String { message["text"]?.stringValue ?? "" }
}

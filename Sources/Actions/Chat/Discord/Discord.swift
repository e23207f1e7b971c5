package import HTTP
package import JSON
package import Lifecycle
package import Telemetry

/// A Discord webhook.
package struct Discord: ChatPlatform {
    package static let type = "discord"
    package static let title = "Discord"
    package let rate = Rate(count: 1, periodMilliseconds: 1_000)
    package let url: WebhookURL

    package init(url: Secret, allowed: [AddressRange] = []) {
        self.url = WebhookURL(url, hosts: ["discord.com"], allowed: allowed)
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

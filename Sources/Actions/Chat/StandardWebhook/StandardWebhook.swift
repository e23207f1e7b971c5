import Cryptography
package import HTTP
package import JSON
package import Lifecycle
package import Telemetry

/// A program's webhook, signed as Standard Webhooks 1.0.0 has it.
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
package struct StandardWebhook: ChatPlatform {
    package static let type = "webhook"
    package static let title = "The webhook"
    /// Ours: nothing is agreed on, and a receiver that wants less says 429.
    package let rate = Rate(count: 10, periodMilliseconds: 1_000)
    package let isForPeople = false
    package let isHosted = false
    package let url: WebhookURL
    private let secret: Secret

    package init(url: Secret, secret: Secret, allowed: [AddressRange] = []) {
        self.url = WebhookURL(url, allowed: allowed)
        self.secret = secret
    }

    package var destination: String { url.place }

    package var problem: InputProblem? {
        if let problem = url.problem(Self.title, start: "https://") { return problem }
        guard WebhookSignature.key(secret) != nil else {
            let range = WebhookSignature.keyBytesRange
            return InputProblem(
                ["secret"], "this is no secret of Standard Webhooks",
                hint: "it is whsec_ and \(range.lowerBound) to \(range.upperBound) bytes in base64")
        }
        return nil
    }

    package var addressPolicy: AddressPolicy { url.addressPolicy }

    /// The body with its signature.
    package func request(for message: ChatMessage) -> ChatRequest {
        var request = ChatRequest(url.secret.reveal(), WebhookBody(message).json)
        // Without a key nothing is sent: `problem` says so.
        let signature = WebhookSignature(id: message.id, time: message.time, secret)
        for field in signature.fields(for: request.body) {
            request.headers.set(field.name, field.value)
        }
        return request
    }

    /// What the answer's status means.
    package func verdict(
        on answer: ChatAnswer, to request: ChatRequest, of message: ChatMessage
    ) -> ChatVerdict {
        WebhookAnswer.verdict(on: answer)
    }

    /// What a stranger's server says is not repeated: nobody knows what it holds.
    package func word(in answer: ChatAnswer) -> String? { nil }

    /// Headline, reason, facts and link.
    package func readText(_ message: JSONValue) -> String { WebhookBody.readText(message) }
}

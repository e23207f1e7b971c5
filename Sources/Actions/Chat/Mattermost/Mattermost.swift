package import HTTP
package import JSON
package import Lifecycle
package import Telemetry

/// A Mattermost incoming webhook. It answers `ok` and no more, so a message can be neither edited
/// nor answered later.
/// https://developers.mattermost.com/integrate/webhooks/incoming/
package struct Mattermost: ChatPlatform {
    package static let type = "mattermost"
    package static let title = "Mattermost"
    /// A server's own limiter is off unless switched on, with 10 per second then
    /// (https://docs.mattermost.com/configure/rate-limiting-configuration-settings.html); people
    /// read no faster than this.
    package let rate = Rate(count: 1, periodMilliseconds: 1_000)
    package let url: WebhookURL

    package init(url: Secret, allowed: [AddressRange] = []) {
        self.url = WebhookURL(url, allowed: allowed)
    }

    package var destination: String { url.place }
    /// A proxy answers 404 while the server behind it is down.
    package var isHosted: Bool { false }
    package var problem: InputProblem? {
        url.problem(Self.title, start: "https://")
    }
    package var addressPolicy: AddressPolicy { url.addressPolicy }

    /// A line of text, with an attachment where there is more to say.
    package func request(for message: ChatMessage) -> ChatRequest {
        ChatRequest(url.secret.reveal(), MattermostMessage(message).json)
    }

    /// What the status and the `id` of the error mean.
    package func verdict(
        on answer: ChatAnswer, to request: ChatRequest, of message: ChatMessage
    ) -> ChatVerdict {
        MattermostAnswer.verdict(on: answer)
    }

    /// The `id` of the error, or `ok`.
    package func word(in answer: ChatAnswer) -> String? {
        answer.word(answer.json?["id"]?.stringValue, unless: url.holds)
    }

    /// The line, then the attachment from top to bottom.
    package func readText(_ message: JSONValue) -> String { AttachmentText.read(message) }
}

package import HTTP
package import JSON
package import Lifecycle
package import Telemetry

/// A Slack incoming webhook. It answers `ok` and no more, so a message can be neither edited nor
/// answered later.
/// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
package struct Slack: ChatPlatform {
    package static let type = "slack"
    package static let title = "Slack"
    /// "1 per second", short bursts aside (https://docs.slack.dev/apis/web-api/rate-limits).
    package let rate = Rate(count: 1, periodMilliseconds: 1_000)
    package let url: WebhookURL

    /// GovSlack has the second.
    private static let hosts = ["hooks.slack.com", "hooks.slack-gov.com"]

    package init(url: Secret, allowed: [AddressRange] = []) {
        self.url = WebhookURL(url, hosts: Self.hosts, allowed: allowed)
    }

    package var destination: String { url.place }
    package var problem: InputProblem? {
        url.problem(Self.title, start: "https://hooks.slack.com/")
    }
    package var addressPolicy: AddressPolicy { url.addressPolicy }

    /// One line of text, and a card where there is more to say.
    package func request(for message: ChatMessage) -> ChatRequest {
        ChatRequest(url.secret.reveal(), SlackMessage(message).json)
    }

    /// By its word, which says more than its status.
    package func verdict(
        on answer: ChatAnswer, to request: ChatRequest, of message: ChatMessage
    ) -> ChatVerdict {
        SlackAnswer.verdict(on: answer, word: word(in: answer))
    }

    /// `ok`, `no_service`; of a JSON body its `error`.
    package func word(in answer: ChatAnswer) -> String? {
        answer.word(answer.json?["error"]?.stringValue, unless: url.holds)
    }

    /// The line, then the card from top to bottom.
    package func readText(_ message: JSONValue) -> String { SlackMessage.readText(message) }
}

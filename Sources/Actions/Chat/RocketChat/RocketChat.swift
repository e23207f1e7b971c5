package import HTTP
package import JSON
package import Lifecycle
package import Telemetry

/// A Rocket.Chat incoming webhook. It does not tell the id of what it posted, so a message can be
/// neither edited nor answered later.
/// https://docs.rocket.chat/docs/integrations
package struct RocketChat: ChatPlatform {
    package static let type = "rocket-chat"
    package static let title = "Rocket.Chat"
    /// "10 calls per 60 seconds" unless the server's `API_Enable_Rate_Limiter` settings say
    /// otherwise (https://github.com/RocketChat/Rocket.Chat/issues/18731).
    package let rate = Rate(count: 10, periodMilliseconds: 60_000)
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
        ChatRequest(url.secret.reveal(), RocketChatMessage(message).json)
    }

    /// What the status and the words of the error mean.
    package func verdict(
        on answer: ChatAnswer, to request: ChatRequest, of message: ChatMessage
    ) -> ChatVerdict {
        RocketChatAnswer.verdict(on: answer)
    }

    /// The words of the error, where they are harmless.
    package func word(in answer: ChatAnswer) -> String? {
        answer.word(answer.json?["error"]?.stringValue, unless: url.holds)
    }

    /// The line, then the attachment from top to bottom.
    package func readText(_ message: JSONValue) -> String { AttachmentText.read(message) }
}

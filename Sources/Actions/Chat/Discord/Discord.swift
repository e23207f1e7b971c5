import Events
package import HTTP
package import JSON
package import Lifecycle
package import Telemetry

/// A Discord webhook. What it has posted can be edited later: a recovery is told where the failure
/// was, and a story goes on in one message.
/// https://docs.discord.com/developers/resources/webhook
package struct Discord: ChatPlatform {
    package static let type = "discord"
    package static let title = "Discord"
    /// What a channel takes of all its webhooks, as Discord's staff say
    /// (https://github.com/discord/discord-api-docs/issues/367).
    package let rate = Rate(count: 30, periodMilliseconds: 60_000)
    package let url: WebhookURL

    private static let hosts = [
        "discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com",
    ]
    /// "Clients must provide a valid User Agent"; without one Cloudflare may block the request.
    /// https://docs.discord.com/developers/reference#user-agent
    private static let userAgent = "DiscordBot (https://github.com/hookferry/hookferry, 1)"
    /// The kind of a request that changes an earlier message.
    private static let edit = "edit"

    package init(url: Secret, allowed: [AddressRange] = []) {
        self.url = WebhookURL(url, hosts: Self.hosts, allowed: allowed)
    }

    package var destination: String { url.place }
    package var addressPolicy: AddressPolicy { url.addressPolicy }

    package var problem: InputProblem? {
        let start = "https://discord.com/api/webhooks/"
        if let problem = url.problem(Self.title, start: start) { return problem }
        guard address.isOfOtherBodies || url.isOfPlatform && !address.hasToken else { return nil }
        return InputProblem(
            ["url"], "a URL of Discord ends with the webhook's token: \(start)ID/TOKEN",
            hint: "copy it whole, without `/slack` or `/github` behind it")
    }

    /// An edit of the earlier message where nothing is lost by that, else a new one.
    package func request(for message: ChatMessage) -> ChatRequest {
        edit(for: message) ?? post(message)
    }

    /// An edit that is refused becomes a post, unless that would be refused too.
    package func verdict(
        on answer: ChatAnswer, to request: ChatRequest, of message: ChatMessage
    ) -> ChatVerdict {
        let verdict = DiscordAnswer.verdict(on: answer)
        guard request.kind == Self.edit else { return verdict }
        switch verdict {
        // The answer repeats the message, and its id may stand behind what is read.
        case .delivered(.null):
            return .delivered(reference: message.earlier?.reference ?? .null)
        case .refused: return .instead(InsteadRequest(post(message)))
        // A pause would hold up the channel for what only this message suffers from.
        case .retry where DiscordAnswer.isOfOldMessage(answer):
            return .instead(InsteadRequest(post(message)))
        case .dead where DiscordAnswer.isOfMessage(answer):
            return .instead(InsteadRequest(post(message)))
        default: return verdict
        }
    }

    /// `Unknown Webhook`
    package func word(in answer: ChatAnswer) -> String? {
        answer.word(DiscordAnswer.words(answer.json), unless: url.holds)
    }

    /// The line, then the card from top to bottom.
    package func readText(_ message: JSONValue) -> String { DiscordMessage.readText(message) }

    private var address: DiscordAddress { DiscordAddress(url.secret.reveal()) }

    private func post(_ message: ChatMessage) -> ChatRequest {
        request(address.posting, DiscordMessage(message))
    }

    /// Nil for a message that is posted by itself.
    private func edit(for message: ChatMessage) -> ChatRequest? {
        guard message.replacesEarlier, let earlier = message.earlier,
            let id = DiscordAnswer.messageID(earlier.reference)
        else { return nil }
        var request = request(address.editing(id), DiscordMessage(message, isEdit: true))
        request.method = "PATCH"
        request.kind = Self.edit
        return request
    }

    private func request(_ url: String, _ message: DiscordMessage) -> ChatRequest {
        var request = ChatRequest(url, message.json)
        request.headers["User-Agent"] = Self.userAgent
        return request
    }
}

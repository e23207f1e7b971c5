package import HTTP
package import JSON
package import Lifecycle
package import Telemetry

/// A Google Chat webhook of a space. It cannot edit a message, but answer it in its thread.
/// https://developers.google.com/workspace/chat/quickstart/webhooks
package struct GoogleChat: ChatPlatform {
    package static let type = "google-chat"
    package static let title = "Google Chat"
    /// "1 per second" for a space, over all of its webhooks
    /// (https://developers.google.com/workspace/chat/limits).
    package let rate = Rate(count: 1, periodMilliseconds: 1_000)
    package let url: WebhookURL

    package init(url: Secret, allowed: [AddressRange] = []) {
        self.url = WebhookURL(url, hosts: ["chat.googleapis.com"], allowed: allowed)
    }

    /// The space, which all of its webhooks share.
    package var destination: String {
        let parts = url.secret.reveal().split { "/?".contains($0) }
        guard let index = parts.firstIndex(of: "spaces"), index + 1 < parts.endIndex else {
            return url.place
        }
        return url.place(of: "spaces/\(parts[index + 1])")
    }

    package var problem: InputProblem? {
        let start = "https://chat.googleapis.com/v1/spaces/"
        if let problem = url.problem(Self.title, start: start) { return problem }
        guard url.isOfPlatform, !hasToken else { return nil }
        return InputProblem(
            ["url"], "a URL of Google Chat has a `key` and a `token`",
            hint: "copy it whole: \(start)SPACE/messages?key=…&token=…")
    }

    /// Whether the two that Google Chat asks for stand in the query.
    private var hasToken: Bool {
        let query = url.secret.reveal().split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let names = query.split(separator: "&").compactMap { parameter in
            let halves = parameter.split(separator: "=", maxSplits: 1)
            return halves.count == 2 ? halves[0] : nil
        }
        return names.contains("key") && names.contains("token")
    }

    package var addressPolicy: AddressPolicy { url.addressPolicy }

    /// A line of text, with a card where there is more to say, in its thread.
    package func request(for message: ChatMessage) -> ChatRequest {
        let rendered = GoogleChatMessage(message)
        return ChatRequest(
            address(of: message, inThread: rendered.threadKey != nil), rendered.json)
    }

    /// What the status of the error means; a message taken is known by its thread.
    package func verdict(
        on answer: ChatAnswer, to request: ChatRequest, of message: ChatMessage
    ) -> ChatVerdict {
        let verdict = GoogleChatAnswer.verdict(on: answer)
        guard case .delivered = verdict, let key = request.message["thread"]?["threadKey"] else {
            return verdict
        }
        return .delivered(reference: ["threadKey": key])
    }

    /// The status, such as `PERMISSION_DENIED`, and its sentence where that is harmless.
    package func word(in answer: ChatAnswer) -> String? {
        let error = answer.json?["error"]
        let words = [error?["status"], error?["message"]].compactMap { $0?.stringValue }
        let told = words.compactMap { answer.word($0, unless: url.holds) }
        return told.joined(separator: ": ").nonEmpty
    }

    /// The line, then the card from top to bottom.
    package func readText(_ message: JSONValue) -> String { GoogleChatMessage.readText(message) }

    /// The URL as it was given, for its `key` and `token` are not to be encoded anew, with what
    /// belongs to this message behind it. A `requestId` that Google Chat has seen makes no second
    /// message; without the reply option it would not look at the thread's key.
    private func address(of message: ChatMessage, inThread: Bool) -> String {
        let url = url.secret.reveal()
        let option = inThread ? "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD" : ""
        return "\(url)\(url.contains("?") ? "&" : "?")requestId=\(message.id)\(option)"
    }
}

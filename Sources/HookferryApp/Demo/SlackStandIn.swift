import HTTP
import JSON
import Lifecycle

/// Stands in for a Slack incoming webhook on a loopback port, with Slack's words for what it does
/// not take. The first message is answered 429, as Slack does in a busy minute.
final class SlackStandIn: Sendable {
    /// What the stand-in tells of what was posted.
    enum Sighting: Sendable {
        case posted(text: String)
        case throttled(seconds: Int)
        case refused(word: String)
    }

    /// The path is the webhook's secret.
    static let path = "/services/T00000000/B00000000/demo"
    static let throttledSeconds = 1

    private let seen: @Sendable (Sighting) -> Void
    private let isFirst = Locked(true)

    init(seen: @escaping @Sendable (Sighting) -> Void) { self.seen = seen }

    func respond(to request: HTTPRequest) -> HTTPResponse {
        guard request.path == Self.path else { return refuse(404, "no_service") }
        guard request.method == "POST",
            request.headers["Content-Type"]?.hasPrefix("application/json") == true,
            let message = try? JSONValue(parsing: request.body)
        else { return refuse(400, "invalid_payload") }
        if let word = Self.mistake(in: message) { return refuse(400, word) }
        let isThrottled = isFirst.withLock { isFirst in
            defer { isFirst = false }
            return isFirst
        }
        if isThrottled {
            seen(.throttled(seconds: Self.throttledSeconds))
            return HTTPResponse(
                status: 429, headers: ["Retry-After": "\(Self.throttledSeconds)"],
                body: Array("rate_limited".utf8))
        }
        seen(.posted(text: Self.readable(message)))
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "text/plain"], body: Array("ok".utf8))
    }

    /// Slack's word for the first mistake in a message
    /// (https://docs.slack.dev/reference/block-kit/blocks).
    private static func mistake(in message: JSONValue) -> String? {
        guard let text = message["text"]?.stringValue, !text.isEmpty else { return "no_text" }
        guard text.count <= 40_000 else { return "msg_too_long" }
        let attachments = message["attachments"]?.arrayValue ?? []
        guard attachments.count <= 100 else { return "too_many_attachments" }
        let blocks = attachments.flatMap { $0["blocks"]?.arrayValue ?? [] }
        guard blocks.count <= 50 else { return "invalid_attachments" }
        for block in blocks {
            let text = block["text"]?["text"]?.stringValue?.count ?? 1
            let fields = block["fields"]?.arrayValue ?? []
            guard (1...3000).contains(text), fields.count <= 10 else { return "invalid_blocks" }
        }
        return nil
    }

    /// What a person would read: the line, and the card's text beneath it.
    private static func readable(_ message: JSONValue) -> String {
        let card = message["attachments"]?[0]?["blocks"]?.arrayValue ?? []
        let body = card.compactMap { $0["text"]?["text"]?.stringValue }.first
        return [message["text"]?.stringValue, body].compactMap { $0 }.joined(separator: " – ")
    }

    private func refuse(_ status: Int, _ word: String) -> HTTPResponse {
        seen(.refused(word: word))
        return HTTPResponse(status: status, body: Array(word.utf8))
    }
}

import Events
import HTTP
import JSON

/// What Slack said, sorted by its word where we know it, else by the status.
/// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
struct SlackAnswer {
    private let status: Int
    /// One of Slack's words, or a phrase as harmless; nil for anything else.
    private let word: String?
    private let retryAfter: Int64?

    /// The longest word known has 41 characters.
    private static let wordBytesMax = 100

    init(_ response: HTTPResponse, to url: SlackSettings) {
        status = response.status
        let body = try? JSONValue(parsing: response.body)
        let text =
            body?["error"]?.stringValue ?? String(decoding: response.body, as: UTF8.self).cleaned
        word = Self.isPlain(text) && !url.holds(text) ? text : nil
        retryAfter =
            DestinationError.retryAfterMilliseconds(response.headers["Retry-After"])
            ?? DestinationError.retryAfterMilliseconds(body?["retry_after"]?.numberValue?.text)
    }

    /// The body is kept only as a word: an error page of a proxy may repeat the URL, which is the
    /// credential.
    var record: JSONValue {
        var record: JSONObject = ["status": .number(JSONNumber(status))]
        record["body"] = word.map(JSONValue.string)
        return .object(record)
    }

    var outcome: Outcome {
        let message = ["Slack answered \(status)", word].compactMap { $0 }.joined(separator: " ")
        if let word, let reason = Self.reasons[word] { return outcome(reason, message) }
        switch status {
        case 200..<300: return .succeeded(result: .null)
        case 429: return outcome(.throttled, message)
        case 408, 500...: return outcome(.unavailable, message)
        case 401, 403, 404, 410: return outcome(.destinationDead, message)
        default: return outcome(.refused, message)
        }
    }

    private func outcome(_ reason: FailureReason, _ message: String) -> Outcome {
        switch reason {
        case .throttled, .unavailable:
            .retry(reason, message: message, afterMilliseconds: retryAfter)
        default: .rejected(reason, message: message)
        }
    }

    /// The words of the answers that say more than their status does.
    private static let reasons: [String: FailureReason] = [
        "invalid_payload": .refused, "invalid_blocks": .refused, "invalid_attachments": .refused,
        "no_text": .refused, "too_many_attachments": .refused, "user_not_found": .refused,
        "msg_blocks_too_long": .refused,
        "action_prohibited": .destinationDead, "channel_is_archived": .destinationDead,
        "channel_not_found": .destinationDead, "invalid_token": .destinationDead,
        "no_active_hooks": .destinationDead, "no_service": .destinationDead,
        "no_team": .destinationDead,
        "rate_limited": .throttled,
        "rollup_error": .unavailable,
    ]

    /// Letters and what stands between them in a sentence. No digit: the parts of a webhook's URL
    /// have some.
    private static func isPlain(_ text: String) -> Bool {
        (1...wordBytesMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    true
                default: "_-., '".utf8.contains(byte)
                }
            }
    }
}

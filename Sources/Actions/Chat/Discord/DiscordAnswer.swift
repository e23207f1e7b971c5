import Events
import JSON

/// What Discord's answers mean.
/// https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
enum DiscordAnswer {
    /// "Unknown webhook", "invalid webhook token". After the first, "you should not attempt to use
    /// it again - repeated attempts to do so will result in a temporary restriction".
    private static let codesOfWebhook = [10_015, 50_027]
    /// "Cloudflare is blocking your request": nothing is known of the webhook.
    private static let codeOfBlock = 40_333
    /// "Maximum number of edits to messages older than 1 hour reached. Try again later".
    private static let codeOfOldMessage = 30_046

    static func verdict(on answer: ChatAnswer) -> ChatVerdict {
        switch answer.status {
        case 200..<300: .delivered(reference: reference(answer.json))
        case 429:
            .retry(.throttled, afterMilliseconds: answer.retryAfterMilliseconds("retry_after"))
        case 403 where code(answer) == codeOfBlock:
            .retry(.unavailable, afterMilliseconds: answer.retryAfterMilliseconds())
        default: answer.common
        }
    }

    /// Whether an answer that refuses an edit may concern the message alone: it is unknown, and
    /// the webhook may not be.
    static func isOfMessage(_ answer: ChatAnswer) -> Bool {
        let isMissing = answer.status == 404 || answer.status == 410
        return isMissing && !codesOfWebhook.contains { $0 == code(answer) }
    }

    /// Whether an edit is refused because its message is too old for another one.
    static func isOfOldMessage(_ answer: ChatAnswer) -> Bool { code(answer) == codeOfOldMessage }

    /// The id of a message from the reference by which it is remembered.
    static func messageID(_ reference: JSONValue) -> String? {
        // It becomes a part of a URL. A snowflake has 64 bits.
        guard let id = reference["id"]?.stringValue, (1...20).contains(id.utf8.count),
            id.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return id
    }

    /// `Invalid Form Body: embeds.fields.value`: the message and the first mistake that it means.
    static func words(_ json: JSONValue?) -> String? {
        guard let message = json?["message"]?.stringValue else { return nil }
        let path = firstMistake(json?["errors"])
        return path.isEmpty ? message : "\(message): \(path.joined(separator: "."))"
    }

    private static func reference(_ json: JSONValue?) -> JSONValue {
        guard let json, let id = messageID(json) else { return .null }
        return ["id": .string(id)]
    }

    private static func code(_ answer: ChatAnswer) -> Int? { answer.json?["code"]?.intValue }

    /// The keys down to the first mistake, without the numbers of elements.
    private static func firstMistake(_ errors: JSONValue?) -> [String] {
        guard let member = errors?.objectValue?.members.first, member.key != "_errors" else {
            return []
        }
        return (Int(member.key) == nil ? [member.key] : []) + firstMistake(member.value)
    }
}

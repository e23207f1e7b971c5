import JSON

/// A summary as Rocket.Chat wants it: a line of Markdown, and a coloured attachment when there is
/// more to say. Neither channel nor name is ever asked for: the server refuses that by default.
///
/// Lengths are counted in UTF-16 units after escaping, as Rocket.Chat counts.
struct RocketChatMessage {
    /// `Message_MaxAllowedSize` unless the server says otherwise: a longer message is refused. Here
    /// for all of a message's texts together.
    /// https://docs.rocket.chat/docs/message
    static let messageUnitsMax = 5_000
    /// Ours, so that every field has its place within `messageUnitsMax`.
    static let headlineUnitsMax = 500
    static let factLabelUnitsMax = 60
    /// A summary allows 300, and a code span has two marks.
    static let factValueUnitsMax = 310
    static let originUnitsMax = 250

    private let summary: Summary
    private let headline: String

    init(_ message: ChatMessage) {
        summary = message.summary
        headline = message.headline
    }

    var json: JSONValue {
        // Without `parseUrls` the server fetches what the links lead to, for previews.
        var message: JSONObject = ["text": .string(line), "parseUrls": false]
        if !summary.isBrief, let card { message["attachments"] = [card] }
        return .object(message)
    }

    /// Stands in the notification and above the card; alone where the message is brief. Never
    /// bold: inside bold text Rocket.Chat knows no escapes.
    private var line: String {
        let headline = Self.prose(headline, unitsMax: Self.headlineUnitsMax)
        let line = "\(summary.severity.emoji) \(headline)"
        guard summary.isBrief else { return line }
        let parts = AttachmentText.parts(
            of: summary, valueUnitsMax: Self.factValueUnitsMax
        ) { Self.prose($0, unitsMax: Self.factLabelUnitsMax) }
        return Markup.line([line] + parts, unitsMax: Self.messageUnitsMax)
    }

    /// Nil when there is nothing to put in it. There are no footers: a last field stands for one.
    private var card: JSONValue? {
        var card = JSONObject()
        var fields = AttachmentText.fields(
            summary.facts, valueUnitsMax: Self.factValueUnitsMax
        ) { Self.prose($0, unitsMax: Self.factLabelUnitsMax) }
        let origin = AttachmentText.code(
            summary.origin.joined(separator: " · "), unitsMax: Self.originUnitsMax)
        if !summary.origin.isEmpty {
            fields.append(["title": "Told by", "value": .string(origin), "short": false])
        }
        AttachmentText.link(&card, to: summary, labelUnitsMax: Self.factLabelUnitsMax)
        if let text = summary.text {
            // The text takes what the others leave.
            let read = AttachmentText.read([
                "text": .string(line), "attachments": [["fields": .array(fields)]],
            ])
            let taken = read.utf16.count + Self.factLabelUnitsMax
            card["text"] = .string(Self.prose(text, unitsMax: Self.messageUnitsMax - taken))
        }
        if !fields.isEmpty { card["fields"] = .array(fields) }
        guard !card.isEmpty else { return nil }
        card["color"] = .string(summary.severity.color)
        return .object(card)
    }

    /// Rocket.Chat makes links of bare addresses too
    /// (https://github.com/RocketChat/Rocket.Chat, packages/message-parser/src/utils.ts).
    private static func prose(_ text: String, unitsMax: Int) -> String {
        AttachmentText.prose(
            text, unitsMax: unitsMax, finds: [.urls, .hostNames, .addresses, .emojiCodes])
    }
}

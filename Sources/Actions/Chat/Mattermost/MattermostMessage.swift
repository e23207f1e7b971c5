import JSON

/// A summary as Mattermost wants it: a line of Markdown, and a coloured attachment when there is
/// more to say. Neither channel nor name is ever asked for: a locked webhook would refuse all.
///
/// Lengths are counted in UTF-16 units after escaping, which are never fewer than the runes that
/// Mattermost counts. The body is at most 300,000 bytes unless the server says otherwise
/// (`MaximumPayloadSizeBytes`), of which the limits below leave most.
struct MattermostMessage {
    /// The server cuts 16,383 runes into several posts
    /// (https://github.com/mattermost/mattermost, server/public/model/post.go); ours is one line.
    static let lineUnitsMax = 4_000
    /// Ours: an attachment is read at a glance. All of them may have 760,000 runes as JSON.
    static let textUnitsMax = 4_000
    static let factLabelUnitsMax = 100
    static let factValueUnitsMax = 500
    /// Clients cut behind 300 (webapp, `MAX_ATTACHMENT_FOOTER_LENGTH`).
    static let footerUnitsMax = 300

    private let summary: Summary
    private let headline: String

    init(_ message: ChatMessage) {
        summary = message.summary
        headline = message.headline
    }

    var json: JSONValue {
        var message: JSONObject = ["text": .string(line)]
        if summary.severity.isGrave { message["priority"] = ["priority": "important"] }
        if !summary.isBrief, let card { message["attachments"] = [card] }
        return .object(message)
    }

    /// Stands in the notification and above the card; alone where the message is brief.
    private var line: String {
        let headline = AttachmentText.prose(headline, unitsMax: Self.lineUnitsMax / 4)
        let line =
            "\(summary.severity.emoji) "
            + (summary.severity.isGrave ? "**\(headline)**" : headline)
        guard summary.isBrief else { return line }
        let parts = AttachmentText.parts(
            of: summary, valueUnitsMax: Self.factValueUnitsMax
        ) { AttachmentText.prose($0, unitsMax: Self.factLabelUnitsMax) }
        return Markup.line([line] + parts, unitsMax: Self.lineUnitsMax)
    }

    /// Nil when there is nothing to put in it.
    private var card: JSONValue? {
        var card = JSONObject()
        AttachmentText.link(&card, to: summary, labelUnitsMax: Self.factLabelUnitsMax)
        if let text = summary.text {
            card["text"] = .string(AttachmentText.prose(text, unitsMax: Self.textUnitsMax))
        }
        if !summary.facts.isEmpty {
            let fields = AttachmentText.fields(
                summary.facts, valueUnitsMax: Self.factValueUnitsMax
            ) { AttachmentText.plain($0, unitsMax: Self.factLabelUnitsMax) }
            card["fields"] = .array(fields)
        }
        let footer = AttachmentText.plain(
            summary.origin.joined(separator: " · "), unitsMax: Self.footerUnitsMax)
        if !footer.isEmpty { card["footer"] = .string(footer) }
        guard !card.isEmpty else { return nil }
        card["fallback"] = .string(
            AttachmentText.plain(headline, unitsMax: Self.lineUnitsMax / 4))
        card["color"] = .string(summary.severity.color)
        return .object(card)
    }
}

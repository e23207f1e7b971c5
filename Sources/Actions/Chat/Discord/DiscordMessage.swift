import Events
import JSON
import Lifecycle

/// A summary as Discord wants it: one line of content, and a coloured embed when there is more to
/// say.
///
/// Limits from https://docs.discord.com/developers/resources/message#embed-object-embed-limits and
/// `#create-message`, which give "characters" without saying of what kind: counted here in UTF-16
/// units after escaping, the strictest way. A breach is a 400 for the whole message.
struct DiscordMessage {
    static let contentUnitsMax = 2_000
    static let descriptionUnitsMax = 4_096
    /// Title, description, names, values and footer of all embeds together.
    static let embedUnitsMax = 6_000
    /// Discord takes 256 and 1,024; ours leave the description its place within `embedUnitsMax`.
    static let fieldNameUnitsMax = 48
    static let fieldValueUnitsMax = 360
    /// Discord takes 2,048.
    static let footerUnitsMax = 160
    /// A masked link has no limit of its own; a longer one is left out for the text's sake.
    static let linkUnitsMax = 1_500
    static let linkLabelUnitsMax = 80
    /// Longer values have a line of their own.
    static let inlineUnitsMax = 40
    /// "This message will not trigger push and desktop notifications", as a flag
    /// (https://docs.discord.com/developers/resources/message#message-object-message-flags).
    static let suppressesNotifications = 1 << 12
    /// From 1970 through 9999, in milliseconds: what every reader of a date takes. A moment out of
    /// range would cost the message.
    private static let times: Range<Int64> = 0..<253_402_300_800_000

    private let message: ChatMessage
    private let isEdit: Bool

    /// - Parameter isEdit: whether it takes the place of the earlier message.
    init(_ message: ChatMessage, isEdit: Bool = false) {
        self.message = message
        self.isEdit = isEdit
    }

    private var summary: Summary { message.summary }

    var json: JSONValue {
        // An edit without it parses anew, and by default users are mentioned.
        var json: JSONObject = [
            "content": .string(content), "allowed_mentions": ["parse": []],
        ]
        if !summary.isBrief, let card {
            json["embeds"] = [card]
        } else if isEdit, !message.isRecovery {
            // The earlier text's card. That of a failure stays: it says what is over.
            json["embeds"] = []
        }
        if message.isSilent, !isEdit {
            json["flags"] = .number(JSONNumber(Self.suppressesNotifications))
        }
        return .object(json)
    }

    /// Stands in the notification and above the card; alone where the message is brief.
    private var content: String {
        let first = isEdit ? recovered ?? headline : headline
        guard summary.isBrief else { return first }
        let facts = summary.facts.map { fact in
            let words = [fact.label, fact.value].filter { !$0.isEmpty }
            return Self.escaped(
                words.joined(separator: " "), unitsMax: Self.contentUnitsMax / 4)
        }
        // The brackets keep Discord from showing what the link leads to.
        let link = link { "<\($0)>" } ?? ""
        return Markup.line([first] + facts + [link], unitsMax: Self.contentUnitsMax)
    }

    private var headlineText: String {
        Self.escaped(message.headline, unitsMax: Self.contentUnitsMax / 4)
    }

    private var headline: String {
        let text = headlineText
        return "\(summary.severity.emoji) \(summary.severity.isGrave ? Self.bold(text) : text)"
    }

    /// Nil unless the earlier message told what is over now. A rule's own words are kept.
    private var recovered: String? {
        guard message.isRecovery, let earlier = message.earlier else { return nil }
        let old = Self.escaped(earlier.headline, unitsMax: Self.contentUnitsMax / 4)
        let seconds = (shownTime ?? message.time).milliseconds / 1_000
        let line = "\(Severity.success.emoji) \(Self.struck(old)) recovered <t:\(seconds):R>"
        return summary.isInOwnWords ? "\(line) · \(headlineText)" : line
    }

    /// When it happened, where the event gives a moment that Discord takes.
    private var shownTime: Timestamp? {
        summary.time.flatMap { Self.times.contains($0.milliseconds) ? $0 : nil }
    }

    /// Nil when there is nothing to put in it.
    private var card: JSONValue? {
        let fields = summary.facts.map(Self.field)
        let footer = footer
        let taken = Self.units(of: fields) + footer.utf16.count
        let description = description(
            unitsMax: min(Self.descriptionUnitsMax, Self.embedUnitsMax - taken))
        guard !description.isEmpty || !fields.isEmpty || !footer.isEmpty else { return nil }
        var embed = JSONObject()
        let color = Int(summary.severity.color.dropFirst(), radix: 16)
        embed["color"] = color.map { .number(JSONNumber($0)) }
        if !description.isEmpty { embed["description"] = .string(description) }
        if !fields.isEmpty { embed["fields"] = .array(fields) }
        if !footer.isEmpty { embed["footer"] = ["text": .string(footer)] }
        embed["timestamp"] = shownTime.map { .string($0.iso8601) }
        return .object(embed)
    }

    /// The text, which takes what the others leave, and the link below it. An embed's `url` would
    /// be its place, but Discord refuses a message for one whose host has no dot, as many in a
    /// network of one's own (https://github.com/bugsink/bugsink/issues/280).
    private func description(unitsMax: Int) -> String {
        let link = link { $0 }
        let separator = "\n\n"
        let left = unitsMax - (link.map { $0.utf16.count + separator.utf16.count } ?? 0)
        let text = (summary.text ?? "").isInvisible ? nil : summary.text
        let escaped = text.map { Self.escaped($0, unitsMax: left) }
        return [escaped, link].compactMap { $0 }.joined(separator: separator)
    }

    private static func field(_ fact: Summary.Fact) -> JSONValue {
        [
            "name": .string(escaped(fact.label.orDash, unitsMax: fieldNameUnitsMax)),
            "value": .string(escaped(fact.value.orDash, unitsMax: fieldValueUnitsMax)),
            "inline": .bool(fact.value.utf16.count <= inlineUnitsMax),
        ]
    }

    private static func units(of fields: [JSONValue]) -> Int {
        fields.lazy.flatMap { [$0["name"], $0["value"]] }
            .reduce(0) { $0 + ($1?.stringValue?.utf16.count ?? 0) }
    }

    /// Discord shows a footer to the letter.
    private var footer: String {
        let id = summary.eventID.isEmpty ? "" : "event \(summary.eventID)"
        let parts = [summary.source, id].filter { !$0.isInvisible }
        return Markup.plain.text(
            parts.joined(separator: " · "), unitsMax: Self.footerUnitsMax)
    }

    /// A link of our own; nil when there is none or it would take the place of all else.
    ///
    /// - Parameter target: how the URL stands between the parentheses.
    private func link(_ target: (String) -> String) -> String? {
        guard let url = summary.link.map(Markup.linkTarget), url.utf16.count <= Self.linkUnitsMax
        else { return nil }
        let label = Self.escaped(summary.linkLabel.orDash, unitsMax: Self.linkLabelUnitsMax)
        return "[\(label)](\(target(url)))"
    }

    // MARK: Text

    /// A backslash takes a punctuation mark its meaning. Beside Markdown's own marks: a colon makes
    /// links of bare URLs and emoji of `:words:`, an at sign mentions, a dot lists and invitations
    /// such as `discord.gg/x`.
    /// https://docs.discord.com/developers/reference#message-formatting
    private static let markup = Markup { scalar, _ in
        "\\*_~`|>#-[]()<:@.".unicodeScalars.contains(scalar) ? "\\\(scalar)" : nil
    }

    static func escaped(_ text: String, unitsMax: Int) -> String {
        markup.text(text, unitsMax: unitsMax)
    }

    /// Discord looks for the end of what is bold and struck without heeding backslashes, so marks
    /// of the text's own are replaced by characters that look the same.
    private static func bold(_ text: String) -> String {
        "**\(text.replacing("\\*", with: "∗"))**"
    }

    private static func struck(_ text: String) -> String {
        "~~\(text.replacing("\\~", with: "∼"))~~"
    }

    // MARK: Reading

    /// The line, then the card from top to bottom.
    static func readText(_ message: JSONValue) -> String {
        let cards = message["embeds"]?.arrayValue ?? []
        let texts = [message["content"]] + cards.flatMap(texts)
        return texts.compactMap { $0?.stringValue }.joined(separator: "\n")
    }

    private static func texts(of card: JSONValue) -> [JSONValue?] {
        let fields = card["fields"]?.arrayValue ?? []
        return [card["description"]] + fields.flatMap { [$0["name"], $0["value"]] }
            + [card["footer"]?["text"]]
    }
}

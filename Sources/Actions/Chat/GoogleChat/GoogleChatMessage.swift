import Cryptography
import Events
import JSON

/// A summary as Google Chat wants it: a line of text, and a card when there is more to say.
///
/// Cards have no colour bar. A breach of a limit is a 400 for the whole message, so lengths are
/// counted in UTF-16 units or bytes after escaping, the strictest way.
/// https://developers.google.com/workspace/chat/create-messages
struct GoogleChatMessage {
    /// UTF-16 units. "4096 characters" is what users saw refused
    /// (https://github.com/mr-karan/calert/issues/17); no page names it any more.
    static let lineUnitsMax = 4_000
    /// Bytes, "including the message contents".
    /// https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages
    static let messageBytesMax = 32_000
    /// UTF-16 units; ours, for a card is read at a glance.
    static let textUnitsMax = 4_000
    /// Bytes; ours, so that every row has its place within `messageBytesMax`.
    static let factLabelBytesMax = 150
    static let factValueBytesMax = 1_200
    static let originBytesMax = 1_000

    /// The thread that the message starts or answers; nil for what stands alone.
    let threadKey: String?
    private let summary: Summary
    private let headline: String

    init(_ message: ChatMessage) {
        summary = message.summary
        headline = message.headline
        threadKey = Self.threadKey(of: message)
    }

    var json: JSONValue {
        var message: JSONObject = ["text": .string(line)]
        if let threadKey { message["thread"] = ["threadKey": .string(threadKey)] }
        guard !summary.isBrief else { return .object(message) }
        let frame = JSONValue.object(message).serializedBytes().count + Self.cardBytes
        let widgets = widgets(bytesMax: Self.messageBytesMax - frame)
        if !widgets.isEmpty { message["cardsV2"] = [Self.card(widgets)] }
        return .object(message)
    }

    /// Stands in the notification and above the card; alone where the message is brief.
    private var line: String {
        let line = "\(summary.severity.emoji) "
        let headline = Self.escaped(headline, unitsMax: Self.lineUnitsMax / 4)
        guard summary.isBrief else { return line + headline }
        var parts = summary.facts.map { fact in
            let label = Self.escaped(fact.label, unitsMax: Self.lineUnitsMax / 8)
            let value = Self.code(fact.value, unitsMax: Self.lineUnitsMax / 8)
            return label.isEmpty ? value : "\(label) \(value)"
        }
        if let link = summary.link {
            let label = Self.escaped(summary.linkLabel, unitsMax: Self.lineUnitsMax / 4)
            parts.append("<\(link)|\(label)>")
        }
        return Markup.line([line + headline] + parts, unitsMax: Self.lineUnitsMax)
    }

    // MARK: Thread

    private static func threadKey(of message: ChatMessage) -> String? {
        if let key = message.earlier?.reference["threadKey"]?.stringValue { return key }
        let about = message.summary.storyKey ?? message.summary.groupKey
        return about.map { newThreadKey(about: $0, messageID: message.id) }
    }

    /// A new one for every story and every time that a condition comes back, the same for every
    /// attempt. A hash: it says nothing of the event and keeps the limit of 4,000 characters.
    static func newThreadKey(about key: String, messageID: String) -> String {
        let digest = Digest.digest(Array("\(key)\n\(messageID)".utf8), .sha256)
        return Hex.encode(Array(digest.prefix(threadKeyBytes)))
    }

    private static let threadKeyBytes = 16

    // MARK: Card

    private static func card(_ widgets: [JSONValue]) -> JSONValue {
        ["cardId": "summary", "card": ["sections": [["widgets": .array(widgets)]]]]
    }

    /// What a card adds to a message beside its widgets, with the key before it.
    private static let cardBytes = card([]).serializedBytes().count + ",\"cardsV2\":[]".utf8.count

    private func widgets(bytesMax: Int) -> [JSONValue] {
        var widgets = summary.facts.map(Self.row) + [button, origin].compactMap { $0 }
        if let text = summary.text {
            // The text takes what the others leave.
            let taken = JSONValue.array(widgets + [Self.paragraph("–")]).serializedBytes().count
            let start = String(text.prefix(Self.textUnitsMax + 1))
            let escaped = Self.html(
                start, unitsMax: Self.textUnitsMax, bytesMax: bytesMax - taken)
            widgets.insert(Self.paragraph(escaped), at: 0)
        }
        return widgets
    }

    private static func row(_ fact: Summary.Fact) -> JSONValue {
        let value = html(fact.value, unitsMax: .max, bytesMax: factValueBytesMax)
        var row: JSONObject = ["text": .string(value.orDash), "wrapText": true]
        let label = Self.label.text(fact.label, unitsMax: .max, bytesMax: factLabelBytesMax)
        if !label.isInvisible { row["topLabel"] = .string(label) }
        return ["decoratedText": .object(row)]
    }

    private var button: JSONValue? {
        summary.link.map { link in
            let label = Self.label.text(
                summary.linkLabel, unitsMax: .max, bytesMax: Self.factLabelBytesMax)
            let open: JSONValue = ["openLink": ["url": .string(link)]]
            return ["buttonList": ["buttons": [["text": .string(label.orDash), "onClick": open]]]]
        }
    }

    private var origin: JSONValue? {
        let parts = summary.origin
        guard !parts.isEmpty else { return nil }
        return Self.paragraph(
            Self.html(
                parts.joined(separator: " · "), unitsMax: .max, bytesMax: Self.originBytesMax))
    }

    private static func paragraph(_ html: String) -> JSONValue {
        ["textParagraph": ["text": .string(html.orDash)]]
    }

    // MARK: Text

    /// Plain text knows no escape: `<users/all>` would tell everybody, `<url|text>` lead elsewhere.
    /// https://developers.google.com/workspace/chat/format-messages
    private static let text = Markup { scalar, _ in
        switch scalar {
        case "<": "‹"
        case "`": "ˋ"
        case "*", "_", "~", "@": "\(scalar)\(String.zeroWidthSpace)"
        default: nil
        }
    }

    /// Card text is HTML.
    private static let html = Markup { scalar, _ in
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: nil
        }
    }

    /// Labels are plain in one client and HTML in another.
    private static let label = Markup { scalar, _ in scalar == "<" ? "‹" : nil }

    static func escaped(_ text: String, unitsMax: Int) -> String {
        Self.text.text(
            text.parted(at: [.urls, .hostNames, .addresses]), unitsMax: unitsMax)
    }

    /// A value that people copy.
    static func code(_ text: String, unitsMax: Int) -> String {
        AttachmentText.code(text.parted(at: .urls), unitsMax: unitsMax)
    }

    static func html(_ text: String, unitsMax: Int, bytesMax: Int) -> String {
        Self.html.text(text.parted(at: .urls), unitsMax: unitsMax, bytesMax: bytesMax)
    }

    // MARK: Reading

    /// The line, then the card from top to bottom.
    static func readText(_ message: JSONValue) -> String {
        let sections = message["cardsV2"]?[0]?["card"]?["sections"]
        let widgets = sections?[0]?["widgets"]?.arrayValue ?? []
        let texts = [message["text"]] + widgets.flatMap(texts)
        return texts.compactMap { $0?.stringValue }.joined(separator: "\n")
    }

    private static func texts(of widget: JSONValue) -> [JSONValue?] {
        let row = widget["decoratedText"]
        let buttons = widget["buttonList"]?["buttons"]?.arrayValue ?? []
        return [widget["textParagraph"]?["text"], row?["topLabel"], row?["text"]]
            + buttons.flatMap { [$0["text"], $0["onClick"]?["openLink"]?["url"]] }
    }
}

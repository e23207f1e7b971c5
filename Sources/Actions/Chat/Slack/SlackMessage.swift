import JSON
import Lifecycle

/// A summary as Slack wants it: one line of text, and a coloured card when there is more to say.
///
/// Limits from https://docs.slack.dev/reference/block-kit/blocks/section-block, which gives no
/// unit: counted here in UTF-16 units after escaping, the strictest way. A breach is a 400 for the
/// whole message.
struct SlackMessage {
    /// Slack cuts at 40,000; 4,000 is the limit of its other ways in.
    static let lineUnitsMax = 4_000
    /// https://docs.slack.dev/reference/block-kit/block-elements/button-element
    static let buttonUnitsMax = 75
    static let sectionUnitsMax = 3_000
    /// Slack takes 2,000; ours leaves every field its place within `blocksBytesMax`.
    static let fieldValueBytesMax = 600
    static let fieldLabelBytesMax = 120
    /// Room for what a summary allows, whatever it is escaped to.
    static let footerPartUnitsMax = 500
    /// Slack refuses `msg_blocks_too_long` from about 13,200 on, which no page of its says
    /// (https://github.com/slackapi/bolt-js/issues/2509).
    static let blocksBytesMax = 12_000

    private let summary: Summary
    private let headline: String

    init(_ message: ChatMessage) {
        summary = message.summary
        headline = message.headline
    }

    var json: JSONValue {
        var message: JSONObject = [
            "text": .string(line), "unfurl_links": false, "unfurl_media": false,
        ]
        if !summary.isBrief, let card { message["attachments"] = [card] }
        return .object(message)
    }

    /// Stands in the notification and above the card; alone where the message is brief.
    private var line: String {
        let headline = SlackText.line.text(headline, unitsMax: Self.lineUnitsMax / 4)
        let shown = summary.severity.isGrave ? Self.bold(headline) : headline
        let line = "\(summary.severity.emoji) \(shown)"
        guard summary.isBrief else { return line }
        var parts = summary.facts.map { fact in
            let label = SlackText.line.text(fact.label, unitsMax: Self.lineUnitsMax / 8)
            let value = SlackText.line.code(fact.value, unitsMax: Self.lineUnitsMax / 8)
            return [label, value].filter { !$0.isEmpty }.joined(separator: " ")
        }
        if let link = summary.link {
            // Of what Slack wants escaped, a link holds `&` only.
            parts.append("<\(link.replacing("&", with: "&amp;"))|\(linkLabel)>")
        }
        return Markup.line([line] + parts, unitsMax: Self.lineUnitsMax)
    }

    /// Nil when there is nothing to put in it.
    private var card: JSONValue? {
        var blocks = [fields, button, footer].compactMap { $0 }
        if let text = summary.text {
            // The text takes what the others leave: 3,000 bytes in the worst case.
            let taken = JSONValue.array(blocks + [Self.section("")]).serializedBytes().count
            let escaped = SlackText.card.text(
                text, unitsMax: Self.sectionUnitsMax, bytesMax: Self.blocksBytesMax - taken)
            blocks.insert(Self.section(escaped), at: 0)
        }
        guard !blocks.isEmpty else { return nil }
        let fallback = SlackText.line.text(headline, unitsMax: Self.sectionUnitsMax)
        return [
            "color": .string(summary.severity.color), "fallback": .string(fallback),
            "blocks": .array(blocks),
        ]
    }

    private var fields: JSONValue? {
        guard !summary.facts.isEmpty else { return nil }
        let fields = summary.facts.map { fact in
            let label = SlackText.card.text(
                fact.label, unitsMax: .max, bytesMax: Self.fieldLabelBytesMax)
            let value = SlackText.card.code(
                fact.value, unitsMax: .max, bytesMax: Self.fieldValueBytesMax)
            return Self.markup([Self.bold(label), value].filter { !$0.isEmpty }, "\n")
        }
        return ["type": "section", "fields": .array(fields)]
    }

    private var button: JSONValue? {
        summary.link.map { link in
            let text: JSONValue = ["type": "plain_text", "text": .string(linkLabel)]
            return [
                "type": "actions",
                "elements": [["type": "button", "text": text, "url": .string(link)]],
            ]
        }
    }

    private var linkLabel: String {
        SlackText.line.text(summary.linkLabel, unitsMax: Self.buttonUnitsMax)
    }

    private var footer: JSONValue? {
        var parts = summary.origin(time: nil).map {
            SlackText.card.text($0, unitsMax: Self.footerPartUnitsMax)
        }
        if let time = summary.time { parts.append(Self.shown(time)) }
        guard !parts.isEmpty else { return nil }
        return ["type": "context", "elements": [Self.markup(parts, " · ")]]
    }

    /// In the reader's own time zone.
    /// https://docs.slack.dev/messaging/formatting-message-text#date-formatting
    private static func shown(_ time: Timestamp) -> String {
        let seconds = time.milliseconds / 1_000
        // Slack knows no time before 1970.
        guard seconds >= 0 else { return time.iso8601 }
        return "<!date^\(seconds)^{date_short_pretty} {time}|\(time.iso8601)>"
    }

    private static func section(_ text: String) -> JSONValue {
        ["type": "section", "text": markup([text], "")]
    }

    /// `verbatim`: without it Slack makes links of bare URLs and channel names, and with them of
    /// what strangers wrote.
    /// https://docs.slack.dev/reference/block-kit/composition-objects/text-object
    private static func markup(_ escaped: [String], _ separator: String) -> JSONValue {
        [
            "type": "mrkdwn", "text": .string(escaped.joined(separator: separator)),
            "verbatim": true,
        ]
    }

    /// For a text that holds no asterisk.
    private static func bold(_ text: String) -> String { text.isEmpty ? "" : "*\(text)*" }

    // MARK: Reading

    /// The line, then the card from top to bottom.
    static func readText(_ message: JSONValue) -> String {
        let blocks = (message["attachments"]?.arrayValue ?? []).flatMap {
            $0["blocks"]?.arrayValue ?? []
        }
        let texts = [message["text"]] + blocks.flatMap(texts)
        return texts.compactMap { $0?.stringValue }.joined(separator: "\n")
    }

    private static func texts(of block: JSONValue) -> [JSONValue?] {
        let parts = (block["fields"] ?? block["elements"])?.arrayValue ?? []
        return [block["text"]?["text"]]
            + parts.flatMap { part in
                // A button's text is an object, any other part's a string.
                [part["text"]?["text"] ?? part["text"], part["url"]]
            }
    }
}

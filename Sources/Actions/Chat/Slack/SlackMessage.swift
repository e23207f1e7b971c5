import JSON

/// A summary as Slack wants it: one line of text, and a coloured card when there is more to say.
///
/// Limits from https://docs.slack.dev/reference/block-kit/blocks/section-block (characters, counted
/// here after escaping, which only makes them stricter). A breach is a 400 for the whole message.
struct SlackMessage {
    static let textCharactersMax = 4_000
    static let sectionCharactersMax = 3_000
    static let fieldCharactersMax = 2_000
    static let linkCharactersMax = 3_000

    private let summary: Summary

    init(_ summary: Summary) { self.summary = summary }

    var json: JSONValue {
        var message: JSONObject = [
            "text": .string(line), "unfurl_links": false, "unfurl_media": false,
        ]
        if hasCard { message["attachments"] = [card] }
        return .object(message)
    }

    /// `& < >` are the only characters Slack wants escaped; mentions and links are inert then.
    /// https://docs.slack.dev/messaging/formatting-message-text#escaping
    static func escaped(_ text: String, charactersMax: Int) -> String {
        var result = ""
        var count = 0
        for character in text {
            let piece: String
            switch character {
            case "&": piece = "&amp;"
            case "<": piece = "&lt;"
            case ">": piece = "&gt;"
            default: piece = String(character)
            }
            count += piece.unicodeScalars.count
            if count >= charactersMax { return result + "…" }
            result += piece
        }
        return result
    }

    /// Success and information are one quiet line unless the rule says more.
    private var hasCard: Bool {
        summary.text != nil || !summary.facts.isEmpty || isGrave
    }

    private var isGrave: Bool {
        switch summary.severity {
        case .critical, .error, .warning: true
        case .success, .info: false
        }
    }

    private var line: String {
        let headline = Self.escaped(summary.headline, charactersMax: Self.textCharactersMax / 2)
        let bold = isGrave ? "*\(headline)*" : headline
        guard let link = summary.link, !hasCard else { return "\(emoji) \(bold)" }
        return "\(emoji) \(bold) · <\(Self.linkTarget(link))|open>"
    }

    private var emoji: String {
        switch summary.severity {
        case .critical, .error: "🔴"
        case .warning: "🟠"
        case .success: "✅"
        case .info: "🔵"
        }
    }

    private var color: String {
        switch summary.severity {
        case .critical: "#B00020"
        case .error: "#D13212"
        case .warning: "#F2A900"
        case .success: "#2EB67D"
        case .info: "#1D9BD1"
        }
    }

    private var card: JSONValue {
        var blocks: [JSONValue] = []
        if let text = summary.text {
            blocks.append(["type": "section", "text": Self.markup(text, Self.sectionCharactersMax)])
        }
        if !summary.facts.isEmpty {
            let fields = summary.facts.map { fact in
                let label = Self.escaped(fact.label, charactersMax: Self.fieldCharactersMax / 2)
                let value = Self.escaped(fact.value, charactersMax: Self.fieldCharactersMax / 2)
                return ["type": "mrkdwn", "text": .string("*\(label)*\n\(value)")] as JSONValue
            }
            blocks.append(["type": "section", "fields": .array(fields)])
        }
        if let link = summary.link, link.count <= Self.linkCharactersMax {
            let text: JSONValue = ["type": "plain_text", "text": "Open"]
            blocks.append([
                "type": "actions",
                "elements": [["type": "button", "text": text, "url": .string(link)]],
            ])
        }
        let footer = Self.markup("event \(summary.eventID)", Self.fieldCharactersMax)
        blocks.append(["type": "context", "elements": [footer]])
        let fallback = Self.escaped(summary.headline, charactersMax: Self.textCharactersMax)
        return [
            "color": .string(color), "fallback": .string(fallback), "blocks": .array(blocks),
        ]
    }

    private static func markup(_ text: String, _ charactersMax: Int) -> JSONValue {
        ["type": "mrkdwn", "text": .string(escaped(text, charactersMax: charactersMax))]
    }

    /// Inside `<url|text>` these two would end the URL.
    private static func linkTarget(_ link: String) -> String {
        String(link.flatMap { $0 == "|" ? "%7C" : $0 == ">" ? "%3E" : String($0) })
    }
}

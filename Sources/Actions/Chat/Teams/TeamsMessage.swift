import JSON
import Lifecycle

/// A summary as a workflow of Teams wants it: an Adaptive Card, of one line when that says it all.
///
/// Only what version 1.4 of the cards has, for workflows show "We're sorry, this card couldn't be
/// displayed" for a later one (https://github.com/microsoft/AdaptiveCards/issues/8965).
struct TeamsMessage {
    /// Of the whole body, in bytes. Teams takes 28,672, but counts them after it has put the card
    /// into another, and says so only after its 202
    /// (https://github.com/MicrosoftDocs/msteams-docs/issues/11274).
    static let bytesMax = 20_480
    /// Teams has no limits for single texts. These, in UTF-16 units after escaping, are what reads
    /// well and leaves every text its place within `bytesMax`.
    static let lineUnitsMax = 4_000
    static let headlineUnitsMax = 500
    static let textUnitsMax = 3_000
    static let factTitleUnitsMax = 60
    static let factValueUnitsMax = 400
    static let footerUnitsMax = 300
    static let buttonUnitsMax = 80

    private let message: ChatMessage

    init(_ message: ChatMessage) { self.message = message }

    private var summary: Summary { message.summary }

    var json: JSONValue {
        guard !summary.isBrief else { return Self.envelope([Self.block(line)]) }
        let rest = [facts, footer].compactMap { $0 }
        guard let text = summary.text else { return Self.envelope([header] + rest, button) }
        // The text takes what the others leave: 8,000 bytes in the worst case.
        let others = Self.envelope([header, Self.block("")] + rest, button)
        let left = Self.bytesMax - others.serializedBytes().count
        let escaped = TeamsText.escaped(text, unitsMax: Self.textUnitsMax, bytesMax: left)
        return Self.envelope([header, Self.block(escaped)] + rest, button)
    }

    /// Teams takes a message without this envelope too, and then does not post it.
    private static func envelope(_ body: [JSONValue], _ button: JSONValue? = nil) -> JSONValue {
        var card: JSONObject = [
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard", "version": "1.4", "msteams": ["width": "Full"],
            "body": .array(body),
        ]
        if let button { card["actions"] = [button] }
        let attachment: JSONValue = [
            "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": nil,
            "content": .object(card),
        ]
        return ["type": "message", "attachments": [attachment]]
    }

    /// All that a brief message says.
    private var line: String {
        let facts = summary.facts.map { fact in
            let words = [fact.label, fact.value].filter { !$0.isEmpty }
            return TeamsText.escaped(
                words.joined(separator: " "),
                unitsMax: Self.factTitleUnitsMax + Self.factValueUnitsMax)
        }
        return Markup.line([headline] + facts + [link], unitsMax: Self.lineUnitsMax)
    }

    private var headline: String {
        let text = TeamsText.escaped(message.headline, unitsMax: Self.headlineUnitsMax)
        return "\(summary.severity.emoji) \(text)"
    }

    /// Empty when there is none.
    private var link: String {
        guard let url = summary.link else { return "" }
        let label = TeamsText.escaped(summary.linkLabel.orDash, unitsMax: Self.buttonUnitsMax)
        return Markup.markdownLink(label, url)
    }

    private var button: JSONValue? {
        summary.link.map { link in
            let title = Markup.plain.text(
                summary.linkLabel.orDash, unitsMax: Self.buttonUnitsMax)
            return ["type": "Action.OpenUrl", "title": .string(title), "url": .string(link)]
        }
    }

    private var header: JSONValue {
        [
            "type": "Container", "style": .string(style), "bleed": true,
            "items": [Self.block(headline, ["weight": "Bolder"])],
        ]
    }

    private var style: String {
        switch summary.severity {
        case .critical, .error: "attention"
        case .warning: "warning"
        case .success: "good"
        case .info: "accent"
        }
    }

    private var facts: JSONValue? {
        guard !summary.facts.isEmpty else { return nil }
        let facts = summary.facts.map { fact -> JSONValue in
            let title = TeamsText.escaped(fact.label.orDash, unitsMax: Self.factTitleUnitsMax)
            let value = TeamsText.escaped(fact.value.orDash, unitsMax: Self.factValueUnitsMax)
            return ["title": .string(title), "value": .string(value)]
        }
        return ["type": "FactSet", "facts": .array(facts)]
    }

    private var footer: JSONValue? {
        let parts = summary.origin(time: summary.time.map(Self.words))
        guard !parts.isEmpty else { return nil }
        let text = TeamsText.escaped(
            parts.joined(separator: " · "), unitsMax: Self.footerUnitsMax)
        return Self.block(text, ["size": "Small", "isSubtle": true])
    }

    /// `2026-11-20 10:00:00 UTC`. Cards have words for the reader's own time, but Teams shows them
    /// as they are.
    private static func words(_ time: Timestamp) -> String {
        time.iso8601.prefix { $0 != "." }.replacing("T", with: " ") + " UTC"
    }

    /// Without `wrap` Teams shows what fits on one line.
    private static func block(_ text: String, _ look: JSONObject = [:]) -> JSONValue {
        var block: JSONObject = [
            "type": "TextBlock", "text": .string(text), "wrap": true,
        ]
        for member in look.members { block[member.key] = member.value }
        return .object(block)
    }

    // MARK: Reading

    /// The card from top to bottom, without the empty lines that stand for line ends.
    static func readText(_ message: JSONValue) -> String {
        let card = message["attachments"]?[0]?["content"]
        let elements = card?["body"]?.arrayValue ?? []
        let buttons = card?["actions"]?.arrayValue ?? []
        let texts = (elements + buttons).flatMap(texts)
        return texts.compactMap { $0?.stringValue }.joined(separator: "\n")
            .replacing("\n\n", with: "\n")
    }

    private static func texts(of element: JSONValue) -> [JSONValue?] {
        let items = element["items"]?.arrayValue ?? []
        let facts = element["facts"]?.arrayValue ?? []
        return [element["text"]] + items.map { $0["text"] }
            + facts.flatMap { [$0["title"], $0["value"]] } + [element["title"], element["url"]]
    }
}

import JSON
import TestSupport
import Testing

@testable import Actions

@Suite("Teams message")
struct TeamsMessageTests {
    private func message(_ input: JSONValue) -> JSONValue {
        TeamsMessage(Parts.message(input)).json
    }

    private func card(_ input: JSONValue) -> JSONValue? {
        message(input)["attachments"]?[0]?["content"]
    }

    @Test("a success is a card of one line")
    func brief() {
        let line =
            "✅ AWS Config snapshot delivery completed — 123456789012 · us-east-2 · Snapshot s-1"
            + " · [Open AWS Config]"
            + "(https://console.aws.amazon.com/config/home?region=us-east-2#/dashboard)"
        let card: JSONValue = [
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard", "version": "1.4", "msteams": ["width": "Full"],
            "body": [["type": "TextBlock", "text": .string(line), "wrap": true]],
        ]
        let attachment: JSONValue = [
            "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": nil,
            "content": card,
        ]
        #expect(
            message(["event": SummaryTests.event])
                == ["type": "message", "attachments": [attachment]])
        let linked = self.card(["title": "Done", "link": "https://example.com/?a=(1)&b=_2_"])
        #expect(
            linked?["body"]?[0]?["text"]
                == "🔵 Done · [Open](https://example.com/?a=%281%29&b=_2_)")
    }

    @Test("a failure is a coloured card with facts, a button and a footer")
    func failure() {
        let card = card([
            "title": "It *failed*", "text": "why\n  <at>you</at>", "severity": "error",
            "fields": ["Name": "a_b", "": "1. x"], "link": "https://example.com/?a=(1)",
            "event": ["id": "01J", "source": "my.app", "time": "2026-11-20T10:00:00.123Z"],
        ])
        let headline: JSONValue = [
            "type": "TextBlock", "text": #"🔴 It \*failed\*"#, "wrap": true, "weight": "Bolder",
        ]
        let facts: JSONValue = [
            ["title": "Name", "value": #"a\_b"#], ["title": "–", "value": "1\u{200B}. x"],
        ]
        let footer: JSONValue = [
            "type": "TextBlock", "text": "event 01J · my.\u{200B}app · 2026-11-20 10:00:00 UTC",
            "wrap": true, "size": "Small", "isSubtle": true,
        ]
        #expect(
            card?["body"] == [
                [
                    "type": "Container", "style": "attention", "bleed": true, "items": [headline],
                ],
                [
                    "type": "TextBlock", "wrap": true,
                    "text": "why\n\n<\u{200B}at>you<\u{200B}/at>",
                ],
                ["type": "FactSet", "facts": facts], footer,
            ])
        let button: JSONValue = [
            "type": "Action.OpenUrl", "title": "Open", "url": "https://example.com/?a=(1)",
        ]
        #expect(card?["actions"] == [button])
    }

    @Test(
        "each severity has its sign",
        arguments: [
            ("critical", "🔴 T", "attention"), ("error", "🔴 T", "attention"),
            ("warning", "🟠 T", "warning"), ("success", "✅ T", "good"), ("info", "🔵 T", "accent"),
        ])
    func severities(name: String, line: String, style: String) {
        let header = card(["title": "T", "text": "x", "severity": .string(name)])?["body"]?[0]
        #expect(header?["items"]?[0]?["text"] == .string(line))
        #expect(header?["style"] == .string(style))
    }

    @Test("the longest of everything keeps the budget, and its text is not lost")
    func longest() throws {
        for unit in ["&", "x", "\"", "日", "😀", "e\u{301}", "<", "*", "\\", "\n", "://", "_日"] {
            let long = JSONValue.string(String(repeating: unit, count: 20_000))
            var fields = JSONObject()
            for number in 0..<10 {
                fields["\(number)" + String(repeating: unit, count: 50)] = long
            }
            let card: JSONValue = [
                "title": long, "text": long, "severity": "error", "fields": .object(fields),
                "link": .string("https://example.com/" + String(repeating: "(", count: 1_980)),
                "event": ["id": long, "source": long, "time": "2026-11-20T10:00:00Z"],
            ]
            try TeamsLimits.expect(message(card))
            let text = self.card(card)?["body"]?[1]?["text"]?.stringValue ?? ""
            #expect(unit == "\n" || text.utf16.count >= 2_990)
            try TeamsLimits.expect(message(["title": long, "fields": nil, "event": [:]]))
        }
    }

    @Test("any soup in any field is a message within every limit, inert and clean")
    func soup() throws {
        var random = SplitMix64(seed: 20_261_121)
        for _ in 0..<60 {
            try TeamsLimits.expect(message(Soup.input(&random)))
        }
    }

    @Test(
        "payloads hold against the schemas of envelope and card",
        .enabled(if: CardSchema.canCheck, "needs the fixtures and jsonschema"))
    func schema() throws {
        var random = SplitMix64(seed: 7)
        var messages = (0..<60).map { _ in message(Soup.input(&random)) }
        messages.append(message(["event": SummaryTests.event]))
        messages.append(message([:]))
        let cards = messages.compactMap { $0["attachments"]?[0]?["content"] }
        #expect(cards.count == messages.count)
        #expect(try CardSchema.teamsEnvelope.complaints(about: messages) == "")
        #expect(try CardSchema.teamsCard.complaints(about: cards) == "")
        let bare = cards.map { card in
            var card = card.objectValue ?? [:]
            card["msteams"] = nil
            return JSONValue.object(card)
        }
        #expect(try CardSchema.adaptiveCard.complaints(about: bare) == "")
        let newer: JSONValue = [
            "type": "AdaptiveCard", "version": "1.4",
            "body": [["type": "TextBlock", "text": "x", "style": "heading"]],
        ]
        #expect(try CardSchema.teamsCard.complaints(about: [newer]) != "")
        #expect(try CardSchema.teamsEnvelope.complaints(about: [newer]) != "")
    }

    @Test("people read the card from top to bottom")
    func reading() {
        let message = message([
            "title": "It fell", "text": "why\nand how", "severity": "error",
            "fields": ["Name": "a"], "link": "https://example.com/", "event": ["id": "01J"],
        ])
        #expect(
            TeamsMessage.readText(message) == """
                🔴 It fell
                why
                and how
                Name
                a
                event 01J
                Open
                https://example.com/
                """)
    }
}

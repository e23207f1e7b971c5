import JSON
import TestSupport
import Testing

@testable import Actions

@Suite("Rocket.Chat message")
struct RocketChatMessageTests {
    private func message(_ input: JSONValue) -> JSONValue {
        RocketChatMessage(Parts.message(input)).json
    }

    @Test("a success is one quiet line")
    func brief() {
        let line =
            "✅ AWS Config snapshot delivery completed — 123456789012 · us-east-2 · Snapshot `s-1`"
            + " · [Open AWS Config]"
            + "(https://console.aws.amazon.com/config/home?region=us-east-2#/dashboard)"
        #expect(
            message(["event": SummaryTests.event])
                == ["text": .string(line), "parseUrls": false])
        let linked = message(["title": "Done", "link": "https://example.com/a_(b)?c=1"])
        #expect(
            linked["text"] == "🔵 Done · [Open](https://example.com/a_%28b%29?c=1)")
    }

    @Test("a failure is a line and a card, without previews")
    func card() {
        let message = message([
            "title": "It *failed*", "text": "why @all <evil.example|good>\n1. [a](b.example)",
            "severity": "error", "fields": ["The #1": "a_b `c` @all"],
            "link": "https://example.com/a", "event": ["id": "01J", "source": "aws.x"],
        ])
        #expect(
            message == [
                "text": "🔴 It \\*failed\\*", "parseUrls": false,
                "attachments": [
                    [
                        "title": "Open", "title_link": "https://example.com/a",
                        "text": """
                        why @\u{200B}all ‹evil.\u{200B}example|\u{200B}good>
                        \u{200B}1. [a]\u{200B}(b.\u{200B}example)
                        """,
                        "fields": [
                            [
                                "title": "The #\u{200B}1", "value": "`a_b ˋcˋ @\u{200B}all`",
                                "short": true,
                            ],
                            [
                                "title": "Told by", "value": "`event 01J · aws.x`",
                                "short": false,
                            ],
                        ],
                        "color": "#D13212",
                    ]
                ],
            ])
    }

    @Test("a grave message with nothing to say has no empty card")
    func empty() {
        #expect(message(["title": "T", "severity": "error"])["attachments"] == nil)
    }

    @Test("the longest of everything keeps every limit, and its text is not lost")
    func longest() throws {
        for unit in ["&", "x", "\"", "日", "😀", "e\u{301}", "<", "*", "\n", "://", "@", "`"] {
            let long = JSONValue.string(String(repeating: unit, count: 20_000))
            var fields = JSONObject()
            for number in 0..<10 {
                fields["\(number)" + String(repeating: unit, count: 50)] = long
            }
            let message = message([
                "title": long, "text": long, "severity": "error", "fields": .object(fields),
                "link": .string("https://example.com/" + String(repeating: "&", count: 1_980)),
                "event": ["id": long, "source": long],
            ])
            try AttachmentLimits.expectRocketChat(message)
            let text = message["attachments"]?[0]?["text"]?.stringValue ?? ""
            #expect(unit == "\n" || text.utf16.count > 1_000)
        }
    }

    @Test("any soup in any field is a message within every limit, inert and clean")
    func soup() throws {
        var random = SplitMix64(seed: 20_261_123)
        for _ in 0..<60 { try AttachmentLimits.expectRocketChat(message(Soup.input(&random))) }
    }
}

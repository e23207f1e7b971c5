import JSON
import TestSupport
import Testing

@testable import Actions

@Suite("Mattermost message")
struct MattermostMessageTests {
    private func message(_ input: JSONValue) -> JSONValue {
        MattermostMessage(Parts.message(input)).json
    }

    @Test("a success is one quiet line")
    func brief() {
        let line =
            "✅ AWS Config snapshot delivery completed — 123456789012 · us-east-2 · Snapshot `s-1`"
            + " · [Open AWS Config]"
            + "(https://console.aws.amazon.com/config/home?region=us-east-2#/dashboard)"
        #expect(message(["event": SummaryTests.event]) == ["text": .string(line)])
        let linked = message(["title": "Done", "link": "https://example.com/a_(b)?c=1"])
        #expect(linked == ["text": "🔵 Done · [Open](https://example.com/a_%28b%29?c=1)"])
    }

    @Test("a failure is an important line and a card")
    func card() {
        let message = message([
            "title": "It *failed*", "text": "why @all <!here>\n- https://evil.example",
            "severity": "error", "fields": ["The #1": "a_b `c` @all"],
            "link": "https://example.com/a", "event": ["id": "01J", "source": "aws.x"],
        ])
        #expect(
            message == [
                "text": "🔴 **It \\*failed\\***", "priority": ["priority": "important"],
                "attachments": [
                    [
                        "title": "Open", "title_link": "https://example.com/a",
                        "text": """
                        why @\u{200B}all ‹!here>
                        \u{200B}- https:\u{200B}//evil.\u{200B}example
                        """,
                        "fields": [
                            [
                                "title": "The #\u{200B}1", "value": "`a_b ˋcˋ @\u{200B}all`",
                                "short": true,
                            ]
                        ],
                        "footer": "event 01J · aws.x", "fallback": "It *failed*",
                        "color": "#D13212",
                    ]
                ],
            ])
    }

    @Test(
        "only what somebody may have to act on is important",
        arguments: [
            ("critical", true), ("error", true), ("warning", true), ("success", false),
            ("info", false),
        ])
    func priorities(severity: String, isImportant: Bool) {
        let message = message(["title": "T", "text": "x", "severity": .string(severity)])
        #expect((message["priority"]?["priority"] == "important") == isImportant)
        #expect((message["text"] ?? "").stringValue?.contains("**T**") == isImportant)
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
            try AttachmentLimits.expectMattermost(message)
            let text = message["attachments"]?[0]?["text"]?.stringValue ?? ""
            #expect(unit == "\n" || text.utf16.count > 3_900)
        }
    }

    @Test("any soup in any field is a message within every limit, inert and clean")
    func soup() throws {
        var random = SplitMix64(seed: 20_261_122)
        for _ in 0..<60 { try AttachmentLimits.expectMattermost(message(Soup.input(&random))) }
    }
}

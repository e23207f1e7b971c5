import Events
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Actions

@Suite("Google Chat message")
struct GoogleChatMessageTests {
    private func message(_ input: JSONValue) -> JSONValue {
        GoogleChatMessage(Parts.message(input)).json
    }

    @Test("a success is one quiet line")
    func brief() {
        let line =
            "✅ AWS Config snapshot delivery completed — 123456789012 · us-east-2 · Snapshot `s-1`"
            + " · <https://console.aws.amazon.com/config/home?region=us-east-2#/dashboard"
            + "|Open AWS Config>"
        #expect(message(["event": SummaryTests.event])["text"] == .string(line))
        #expect(message(["event": SummaryTests.event])["cardsV2"] == nil)
        let linked = message(["title": "Done", "link": "https://example.com/?a=1&b=2|3"])
        #expect(linked == ["text": "🔵 Done · <https://example.com/?a=1&b=2%7C3|Open>"])
    }

    @Test("a failure is a line and a card")
    func card() {
        let message = message([
            "title": "It *failed* & <fell>", "text": "why <b> & https://evil.example",
            "severity": "error", "fields": ["Name": "<users/all>"],
            "link": "https://example.com/?a=1&b=2", "event": ["id": "01J", "source": "aws.x"],
        ])
        #expect(message["text"] == "🔴 It *\u{200B}failed*\u{200B} & ‹fell>")
        let widgets: JSONValue = [
            [
                "textParagraph": [
                    "text": "why &lt;b&gt; &amp; https:\u{200B}//evil.example"
                ]
            ],
            [
                "decoratedText": [
                    "text": "&lt;users/all&gt;", "wrapText": true, "topLabel": "Name",
                ]
            ],
            [
                "buttonList": [
                    "buttons": [
                        [
                            "text": "Open",
                            "onClick": ["openLink": ["url": "https://example.com/?a=1&b=2"]],
                        ]
                    ]
                ]
            ],
            ["textParagraph": ["text": "event 01J · aws.x"]],
        ]
        #expect(
            message["cardsV2"] == [
                ["cardId": "summary", "card": ["sections": [["widgets": widgets]]]]
            ])
        #expect(message.objectValue?.members.count == 2)
        #expect(
            GoogleChatMessage.readText(message) == """
                🔴 It *\u{200B}failed*\u{200B} & ‹fell>
                why &lt;b&gt; &amp; https:\u{200B}//evil.example
                Name
                &lt;users/all&gt;
                Open
                https://example.com/?a=1&b=2
                event 01J · aws.x
                """)
    }

    @Test("a grave message with nothing to say has no empty card")
    func empty() {
        #expect(message(["title": "T", "severity": "error"]) == ["text": "🔴 T"])
    }

    @Test("what cannot be seen is shown as a dash, for an empty widget loses the message")
    func invisible() {
        let message = message(["title": "T", "fields": ["": "\u{FEFF}"], "severity": "error"])
        let widgets = message["cardsV2"]?[0]?["card"]?["sections"]?[0]?["widgets"]
        #expect(widgets?[0]?["decoratedText"] == ["text": "–", "wrapText": true])
    }

    @Test("a message without a key stands alone, one that was told of before joins its thread")
    func threads() {
        #expect(message(["title": "T"])["thread"] == nil)
        let reference: JSONValue = ["threadKey": "k1"]
        for (told, key) in [(reference, "k1" as JSONValue?), (.null, nil), (["x": 1], nil)] {
            let earlier = ToldMessage(
                reference: told, headline: "Broken", state: .firing,
                toldAt: Timestamp(milliseconds: 0))
            let message = GoogleChatMessage(Parts.message(["title": "T"], earlier: earlier))
            #expect(message.json["thread"]?["threadKey"] == key)
        }
    }

    @Test("a new thread is the same for every attempt, and another for the next message")
    func newThreads() {
        let key = GoogleChatMessage.newThreadKey(about: "config/s-1", messageID: "01J-0")
        #expect(key == GoogleChatMessage.newThreadKey(about: "config/s-1", messageID: "01J-0"))
        #expect(key != GoogleChatMessage.newThreadKey(about: "config/s-2", messageID: "01J-0"))
        #expect(key != GoogleChatMessage.newThreadKey(about: "config/s-1", messageID: "01J-1"))
        #expect(key.wholeMatch(of: #/[0-9a-f]{32}/#) != nil)
    }

    @Test("the longest of everything keeps every limit, and its text is not lost")
    func longest() throws {
        for unit in ["&", "x", "\"", "日", "😀", "e\u{301}", "<", "*", "\n", "://", "@"] {
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
            try GoogleChatLimits.expect(message)
            let text = GoogleChatMessage.readText(message).split(separator: "\n")
            #expect(text.count > 1)
        }
    }

    @Test("any soup in any field is a message within every limit, inert and clean")
    func soup() throws {
        var random = SplitMix64(seed: 20_261_121)
        for _ in 0..<60 { try GoogleChatLimits.expect(message(Soup.input(&random))) }
    }
}

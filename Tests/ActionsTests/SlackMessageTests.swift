import JSON
import TestSupport
import Testing

@testable import Actions

@Suite("Slack message")
struct SlackMessageTests {
    private func message(_ input: JSONValue) -> JSONValue {
        SlackMessage(Parts.message(input)).json
    }

    @Test("a success is one quiet line")
    func brief() {
        let line =
            "✅ AWS Config snapshot delivery completed — 123456789012 · us-east-2 · Snapshot s-1"
            + " · <https://console.aws.amazon.com/config/home?region=us-east-2#/dashboard|open>"
        #expect(
            message(["event": SummaryTests.event])
                == ["text": .string(line), "unfurl_links": false, "unfurl_media": false])
        let linked = message(["title": "Done", "link": "https://example.com/?a=1&b=2|3"])
        #expect(linked["text"] == "🔵 Done · <https://example.com/?a=1&amp;b=2%7C3|open>")
    }

    @Test("a failure is a line and a card")
    func card() {
        let message = message([
            "title": "It *failed* & fell", "text": "why <b>", "severity": "error",
            "fields": ["Name": "<!channel>"], "link": "https://example.com/?a=1&b=2",
            "event": ["id": "01J"],
        ])
        #expect(message["text"] == "🔴 *It ∗failed∗ &amp; fell*")
        let card = message["attachments"]?[0]
        #expect(card?["color"] == "#D13212")
        #expect(card?["fallback"] == "It *failed* &amp; fell")
        let section: JSONValue = ["type": "mrkdwn", "text": "why &lt;b&gt;", "verbatim": true]
        let field: JSONValue = [
            "type": "mrkdwn", "text": "*Name*\n&lt;!channel&gt;", "verbatim": true,
        ]
        let footer: JSONValue = ["type": "mrkdwn", "text": "event 01J", "verbatim": true]
        let open: JSONValue = ["type": "plain_text", "text": "Open"]
        let button: JSONValue = [
            "type": "button", "text": open, "url": "https://example.com/?a=1&b=2",
        ]
        #expect(
            card?["blocks"] == [
                ["type": "section", "text": section], ["type": "section", "fields": [field]],
                ["type": "actions", "elements": [button]],
                ["type": "context", "elements": [footer]],
            ])
    }

    @Test(
        "each severity has its sign",
        arguments: [
            ("critical", "🔴 *T*", "#B00020"), ("error", "🔴 *T*", "#D13212"),
            ("warning", "🟠 *T*", "#F2A900"), ("success", "✅ T", "#2EB67D"),
            ("info", "🔵 T", "#1D9BD1"),
        ])
    func severities(name: String, line: String, color: String) {
        let message = message(["title": "T", "text": "x", "severity": .string(name)])
        #expect(message["text"] == .string(line))
        #expect(message["attachments"]?[0]?["color"] == .string(color))
    }

    @Test("a grave message with nothing to say has no empty card")
    func empty() {
        #expect(message(["title": "T", "severity": "error"])["attachments"] == nil)
    }

    @Test("the longest of everything keeps every limit, and its text is not lost")
    func longest() throws {
        for unit in ["&", "x", "\"", "日", "😀", "e\u{301}", "<", "*", "\n"] {
            let long = JSONValue.string(String(repeating: unit, count: 20_000))
            var fields = JSONObject()
            for number in 0..<10 {
                fields["\(number)" + String(repeating: unit, count: 50)] = long
            }
            let message = message([
                "title": long, "text": long, "severity": "error", "fields": .object(fields),
                "link": .string("https://example.com/" + String(repeating: "&", count: 1_980)),
                "event": ["id": long],
            ])
            try SlackLimits.expect(message)
            #expect(message["attachments"]?[0]?["blocks"]?.arrayValue?.isEmpty == false)
        }
    }

    @Test("any soup in any field is a message within every limit, inert and clean")
    func soup() throws {
        var random = SplitMix64(seed: 20_261_121)
        for _ in 0..<200 {
            let message = message(Soup.input(&random))
            try SlackLimits.expect(message)
        }
    }

    @Test(
        "payloads hold against the schema of the fixtures",
        .enabled(if: PythonSchema.canCheckSlack, "needs the fixtures and jsonschema"))
    func schema() throws {
        var random = SplitMix64(seed: 7)
        var messages = (0..<60).map { _ in message(Soup.input(&random)) }
        messages.append(message(["event": SummaryTests.event]))
        messages.append(message([:]))
        #expect(try PythonSchema.complaints(about: messages) == "")
        let wrong = try PythonSchema.complaints(about: [["text": ""]])
        #expect(wrong.contains("'' should be non-empty"))
    }
}

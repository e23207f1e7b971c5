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
            "✅ AWS Config snapshot delivery completed — 123456789012 · us-east-2 · Snapshot `s-1`"
            + " · <https://console.aws.amazon.com/config/home?region=us-east-2#/dashboard"
            + "|Open AWS Config>"
        #expect(
            message(["event": SummaryTests.event])
                == ["text": .string(line), "unfurl_links": false, "unfurl_media": false])
        let linked = message(["title": "Done", "link": "https://example.com/?a=1&b=2|3"])
        #expect(linked["text"] == "🔵 Done · <https://example.com/?a=1&amp;b=2%7C3|Open>")
    }

    @Test("a failure is a line and a card")
    func card() {
        let message = message([
            "title": "It *failed* & fell at http://e", "text": "why <b> at http://e",
            "severity": "error",
            "fields": ["Name": "<!channel>"], "link": "https://example.com/?a=1&b=2",
            "event": ["id": "01J", "source": "git_hub_", "time": "2026-11-20T10:00:00.900Z"],
        ])
        let headline = "It ∗failed∗ &amp; fell at http:\u{200B}//e"
        #expect(message["text"] == .string("🔴 *\(headline)*"))
        let card = message["attachments"]?[0]
        #expect(card?["color"] == "#D13212")
        #expect(card?["fallback"] == .string(headline))
        let section: JSONValue = [
            "type": "mrkdwn", "text": "why &lt;b&gt; at http://e", "verbatim": true,
        ]
        let field: JSONValue = [
            "type": "mrkdwn", "text": "*Name*\n`&lt;!channel&gt;`", "verbatim": true,
        ]
        let time = "<!date^1795168800^{date_short_pretty} {time}|2026-11-20T10:00:00.900Z>"
        let footer: JSONValue = [
            "type": "mrkdwn", "text": .string("event 01J · git_hubˍ · \(time)"), "verbatim": true,
        ]
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

    @Test("a time before Slack's first one is told as it is")
    func oldTime() {
        let message = message([
            "severity": "error", "event": ["time": "1969-12-31T23:59:58Z"],
        ])
        let context = message["attachments"]?[0]?["blocks"]?.arrayValue?.last
        #expect(context?["elements"]?[0]?["text"] == "1969-12-31T23:59:58.000Z")
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
        for _ in 0..<60 {
            let message = message(Soup.input(&random))
            try SlackLimits.expect(message)
        }
    }
}

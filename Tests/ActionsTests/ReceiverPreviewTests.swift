import JSON
import Telemetry
import Testing

@testable import Actions

@Suite("Previews of messages")
struct ReceiverPreviewTests {
    private let slack = Receiver(
        Slack(url: Secret("https://hooks.slack.com/services/T0/B0/secret")))

    @Test("a brief message is the one line that Slack gets")
    func brief() {
        let preview = slack.preview(["text": "Snapshot <1> is in"], of: Parts.event([:]))
        #expect(preview.text == "🔵 Snapshot &lt;1&gt; is in")
        #expect(preview.message["text"] == .string(preview.text))
        #expect(slack.preview(["title": "a.b"], of: Parts.event([:])).text == "🔵 a.b")
        #expect(preview.message["attachments"] == nil)
    }

    @Test("a card is told from top to bottom, and the message is the whole body")
    func card() {
        let input: JSONValue = [
            "title": "It fell", "text": "why\nand how", "severity": "error",
            "fields": ["Name": "a & b"], "link": "https://example.com/?a=1",
            "event": ["id": "01J"],
        ]
        let preview = slack.preview(input, of: Parts.event([:]))
        #expect(
            preview.text == """
                🔴 *It fell*
                why
                and how
                *Name*
                `a &amp; b`
                Open
                https://example.com/?a=1
                event 01J · aws.config · <!date^1795168800^{date_short_pretty} {time}\
                |2026-11-20T10:00:00.000Z>
                """)
        let context = MessageContext(event: Parts.event([:]))
        #expect(preview.message == SlackMessage(Parts.message(input, context)).json)
    }
}

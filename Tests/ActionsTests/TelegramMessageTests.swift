import Events
import JSON
import TestSupport
import Testing

@testable import Actions

@Suite("Telegram message")
struct TelegramMessageTests {
    private func new(_ input: JSONValue, _ style: TelegramStyle = .html) -> JSONValue {
        TelegramMessage(Parts.message(input), style).new(in: 42, answering: nil)
    }

    @Test("a success is one quiet line")
    func brief() {
        #expect(
            new(["event": SummaryTests.event]) == [
                "chat_id": 42,
                "text": """
                ✅ AWS Config snapshot delivery completed — 123456789012 · us-east-2 \
                · Snapshot <code>s-1</code> · <a href="https://console.aws.amazon.com/config/home\
                ?region=us-east-2#/dashboard">Open AWS Config</a>
                """,
                "link_preview_options": ["is_disabled": true], "parse_mode": "HTML",
                "disable_notification": true,
            ])
        let linked = new(["title": "Done", "link": "https://example.com/?a=1&b=2"])
        #expect(
            linked["text"] == "🔵 Done · <a href=\"https://example.com/?a=1&amp;b=2\">Open</a>")
    }

    @Test("what fires is heard, however little a rule makes of it")
    func silent() {
        let message = Parts.message(["title": "T", "severity": "info"], state: .firing)
        let body = TelegramMessage(message).new(in: 42, answering: nil)
        #expect(body["disable_notification"] == nil)
        #expect(new(["title": "T", "severity": "info"])["disable_notification"] == true)
    }

    private let failure: JSONValue = [
        "title": "It *failed* & fell", "text": "why <b> of @ops", "severity": "error",
        "fields": ["Bucket": "s3://b/a.zip", "": "x"], "link": "https://example.com/?a=1&b=2",
        "event": ["id": "01J", "source": "aws.config"],
    ]

    @Test("a failure is a line, why, facts, a link and where it comes from")
    func failed() {
        let message = new(failure)
        #expect(
            message["text"]
                == .string(
                    """
                    🔴 <b>It *failed* &amp; fell</b>
                    why &lt;b&gt; of @\u{200B}ops
                    Bucket: <code>s3://b/a.zip</code>
                    <code>x</code>
                    <a href="https://example.com/?a=1&amp;b=2">Open</a>
                    <i>aws.\u{200B}config · event 01J</i>
                    """))
        #expect(message["disable_notification"] == nil)
    }

    @Test("without tags it says the same")
    func plain() {
        let message = new(failure, .plain)
        #expect(message["parse_mode"] == nil)
        #expect(
            message["text"]
                == .string(
                    """
                    🔴 It *failed* & fell
                    why <b> of @\u{200B}ops
                    Bucket: s3://\u{200B}b/a.\u{200B}zip
                    x
                    https://example.com/?a=1&b=2
                    aws.\u{200B}config · event 01J
                    """))
    }

    @Test("the edit of what is over strikes the old line out")
    func recovery() {
        let message = Parts.message(
            ["title": "All well", "severity": "success"], state: .resolved,
            earlier: Parts.told(["message_id": 7], "It <fails>"))
        #expect(
            TelegramMessage(message).edit(7, in: "@ops") == [
                "chat_id": "@ops",
                "text": "✅ <s>It &lt;fails&gt;</s>\nAll well",
                "link_preview_options": ["is_disabled": true], "parse_mode": "HTML",
                "message_id": 7,
            ])
    }

    @Test("the edit of what goes on is the new text")
    func progress() {
        let message = Parts.message(
            ["title": "Half way"], state: .progress,
            earlier: Parts.told(["message_id": 7], "Begun", .progress))
        #expect(TelegramMessage(message).edit(7, in: 42)["text"] == "🔵 Half way")
    }

    @Test("the longest of everything keeps every limit, and its text is not lost")
    func longest() throws {
        for unit in ["&", "x", "\"", "日", "😀", "e\u{301}", "<", "@a", ".a", "\n"] {
            let long = JSONValue.string(String(repeating: unit, count: 20_000))
            var fields = JSONObject()
            for number in 0..<10 {
                fields["\(number)" + String(repeating: unit, count: 50)] = long
            }
            let input: JSONValue = [
                "title": long, "text": .string("WHY" + String(repeating: unit, count: 20_000)),
                "severity": "error", "fields": .object(fields),
                "link": .string("https://example.com/" + String(repeating: "&", count: 1_980)),
                "event": ["id": long, "source": long],
            ]
            for style in [TelegramStyle.html, .plain] {
                let message = new(input, style)
                try TelegramLimits.expect(message)
                #expect(message["text"]?.stringValue?.contains("WHY") == true)
            }
        }
    }

    @Test("any soup in any field is a message within every limit, inert and clean")
    func soup() throws {
        var random = SplitMix64(seed: 20_261_121)
        for _ in 0..<60 {
            let told = Parts.told(["message_id": 7], Soup.text(&random))
            let message = Parts.message(
                Soup.input(&random), state: .resolved, earlier: told)
            for style in [TelegramStyle.html, .plain] {
                try TelegramLimits.expect(
                    TelegramMessage(message, style).new(in: 42, answering: nil))
            }
            try TelegramLimits.expect(TelegramMessage(message).edit(7, in: 42))
        }
    }

    @Test(
        "payloads hold against Telegram's own description",
        .enabled(
            if: ChatSchema.canCheck("telegram-sendMessage"), "needs the fixtures and jsonschema"))
    func schema() throws {
        var random = SplitMix64(seed: 7)
        var (sent, edited) = ([JSONValue](), [JSONValue]())
        let reference = TelegramReference(Parts.told(["message_id": 7]))
        for _ in 0..<60 {
            let message = Parts.message(
                Soup.input(&random), state: .resolved, earlier: Parts.told(["message_id": 7]))
            for style in [TelegramStyle.html, .plain] {
                let renderer = TelegramMessage(message, style)
                sent.append(renderer.new(in: 42, answering: reference))
            }
            edited.append(TelegramMessage(message).edit(7, in: "@ops"))
        }
        #expect(try ChatSchema.complaints(about: sent, "telegram-sendMessage") == "")
        #expect(try ChatSchema.complaints(about: edited, "telegram-editMessageText") == "")
        let wrong = try ChatSchema.complaints(about: [["text": ""]], "telegram-sendMessage")
        #expect(wrong.contains("'chat_id' is a required property"))
    }
}

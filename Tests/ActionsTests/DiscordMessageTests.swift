import Events
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Actions

@Suite("Discord message")
struct DiscordMessageTests {
    private static let quiet: JSONValue = ["parse": []]

    private func message(_ input: JSONValue) -> JSONValue {
        DiscordMessage(Parts.message(input)).json
    }

    private func edit(
        _ input: JSONValue, of old: MessageState, headline: String = "It fell",
        as state: MessageState = .none
    ) -> JSONValue {
        var summary = Summary(input)
        summary.state = state
        let time = Timestamp(milliseconds: 1_700_000_000_000)
        let earlier = ToldMessage(
            reference: ["id": "1"], headline: headline, state: old, toldAt: time)
        let message = ChatMessage(summary, id: "01J-0", time: time, earlier: earlier)
        return DiscordMessage(message, isEdit: true).json
    }

    @Test("a success is one quiet line")
    func brief() {
        let line =
            #"✅ AWS Config snapshot delivery completed — 123456789012 · us\-east\-2"#
            + #" · Snapshot s\-1 · [Open AWS Config]"#
            + "(<https://console.aws.amazon.com/config/home?region=us-east-2#/dashboard>)"
        #expect(
            message(["event": SummaryTests.event])
                == ["content": .string(line), "allowed_mentions": Self.quiet, "flags": 4_096])
        let linked = message(["title": "Done", "link": "https://example.com/?a=(1)&b=_2_"])
        #expect(
            linked["content"] == "🔵 Done · [Open](<https://example.com/?a=%281%29&b=_2_>)")
    }

    @Test("a failure is a line and a card")
    func card() {
        let message = message([
            "title": "It *failed* & fell", "text": "why <@1>\nhttps://x.y", "severity": "error",
            "fields": ["Name": "@everyone", "\u{200B}": "\u{FEFF}"],
            "link": "https://example.com/?a=1&b=2",
            "event": ["id": "01J", "source": "my.app", "time": "2026-11-20T10:00:00Z"],
        ])
        let fields: JSONValue = [
            ["name": "Name", "value": #"\@everyone"#, "inline": true],
            ["name": "–", "value": "–", "inline": true],
        ]
        let description = #"why \<\@1\>"# + "\n" + #"https\://x\.y"#
        let embed: JSONValue = [
            "color": 0xD1_32_12,
            "description": .string(
                description + "\n\n[Open](https://example.com/?a=1&b=2)"),
            "fields": fields, "footer": ["text": "my.app · event 01J"],
            "timestamp": "2026-11-20T10:00:00.000Z",
        ]
        #expect(
            message == [
                "content": "🔴 **It ∗failed∗ & fell**", "allowed_mentions": Self.quiet,
                "embeds": [embed],
            ])
    }

    @Test(
        "each severity has its sign",
        arguments: [
            ("critical", "🔴 **T**", 0xB0_00_20), ("error", "🔴 **T**", 0xD1_32_12),
            ("warning", "🟠 **T**", 0xF2_A9_00), ("success", "✅ T", 0x2E_B6_7D),
            ("info", "🔵 T", 0x1D_9B_D1),
        ])
    func severities(name: String, content: String, color: Int) {
        let message = message(["title": "T", "text": "x", "severity": .string(name)])
        #expect(message["content"] == .string(content))
        #expect(message["embeds"]?[0]?["color"]?.intValue == color)
        #expect(message["flags"] == nil)
    }

    @Test("a grave message with nothing to say has no empty card")
    func empty() {
        for text in ["", "\u{FEFF}"] {
            let message = message([
                "title": "T", "severity": "error", "text": .string(text),
                "event": ["time": "2026-11-20T10:00:00Z"],
            ])
            #expect(message["embeds"] == nil)
        }
    }

    @Test(
        "a moment that Discord may not take is left out",
        arguments: ["1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:00"])
    func times(time: String) {
        let message = message([
            "title": "T", "text": "x", "severity": "error", "event": ["time": .string(time)],
        ])
        #expect(message["embeds"]?[0]?["timestamp"] == nil)
        #expect(message["embeds"]?[0]?["description"] == "x")
    }

    @Test("a long link does not take the text's place")
    func longLink() {
        let link = "https://example.com/" + String(repeating: "a", count: 1_600)
        let message = message(["title": "T", "text": "why", "link": .string(link)])
        #expect(message["embeds"]?[0]?["description"] == "why")
    }

    @Test("a recovery strikes the old line out, and the card that says why stays")
    func recovery() throws {
        let event: JSONValue = ["time": "2023-11-14T22:13:00Z"]
        let brief = edit(
            ["fields": nil, "event": event], of: .firing, headline: "a~~ *b*", as: .resolved)
        #expect(
            brief == [
                "content": #"✅ ~~a∼∼ \*b\*~~ recovered <t:1699999980:R>"#,
                "allowed_mentions": Self.quiet,
            ])
        let full = edit(["title": "*Up*", "text": "why"], of: .firing, as: .resolved)
        #expect(
            full["content"] == #"✅ ~~It fell~~ recovered <t:1700000000:R> · \*Up\*"#)
        #expect(full["embeds"]?[0]?["description"] == "why")
        try DiscordLimits.expect(brief)
        try DiscordLimits.expect(full)
    }

    @Test("what fires is heard, however little a rule makes of it")
    func silent() {
        let input: JSONValue = ["title": "It fell", "severity": "info"]
        #expect(message(input)["flags"] == 4_096)
        #expect(
            DiscordMessage(Parts.message(input, state: .firing)).json["flags"] == nil)
    }

    @Test("a story's message loses the card of the text before")
    func progress() {
        let edit = edit(["title": "Goes on"], of: .progress, as: .progress)
        #expect(
            edit == [
                "content": "🔵 Goes on", "allowed_mentions": Self.quiet, "embeds": [],
            ])
    }

    @Test("the longest of everything keeps every limit, and its text is not lost")
    func longest() throws {
        for unit in ["&", "x", "\"", "日", "😀", "e\u{301}", "<", "*", "~", "\\", "\n", "."] {
            let long = JSONValue.string(String(repeating: unit, count: 20_000))
            var fields = JSONObject()
            for number in 0..<10 {
                fields["\(number)" + String(repeating: unit, count: 50)] = long
            }
            let message = message([
                "title": long, "text": long, "severity": "error", "fields": .object(fields),
                "link": .string("https://example.com/" + String(repeating: "&", count: 1_400)),
                "event": ["id": long, "source": long],
            ])
            try DiscordLimits.expect(message)
            let description = message["embeds"]?[0]?["description"]?.stringValue ?? ""
            #expect(unit == "\n" || description.utf16.count > 2_500)
        }
    }

    @Test("any soup in any field is a message within every limit, inert and clean")
    func soup() throws {
        var random = SplitMix64(seed: 20_261_121)
        for _ in 0..<60 {
            let input = Soup.input(&random)
            try DiscordLimits.expect(message(input))
            let headline = Summary(Soup.input(&random)).headline
            try DiscordLimits.expect(
                edit(input, of: .firing, headline: headline, as: .resolved))
            try DiscordLimits.expect(edit(input, of: .progress, headline: headline))
        }
    }

    @Test(
        "payloads hold against Discord's own schemas",
        .enabled(if: CardSchema.canCheck, "needs the fixtures and jsonschema"))
    func schema() throws {
        var random = SplitMix64(seed: 7)
        let inputs = (0..<60).map { _ in Soup.input(&random) }
        var posts = inputs.map(message)
        posts.append(message(["event": SummaryTests.event]))
        posts.append(message([:]))
        #expect(try CardSchema.discordPost.complaints(about: posts) == "")
        let edits = inputs.flatMap {
            [edit($0, of: .firing, as: .resolved), edit($0, of: .progress)]
        }
        #expect(try CardSchema.discordEdit.complaints(about: edits) == "")
        let wrong: JSONValue = ["content": "x", "embeds": [["title": 7]]]
        #expect(try CardSchema.discordPost.complaints(about: [wrong]).contains("title"))
    }

    @Test("people read the line, then the card from top to bottom")
    func reading() {
        let message = message([
            "title": "It fell", "text": "why", "severity": "error", "fields": ["Name": "a"],
            "link": "https://example.com/", "event": ["id": "01J"],
        ])
        #expect(
            DiscordMessage.readText(message) == """
                🔴 **It fell**
                why

                [Open](https://example.com/)
                Name
                a
                event 01J
                """)
    }
}

import Testing

@testable import Actions

@Suite("Slack text")
struct SlackTextTests {
    @Test(
        "the three characters are escaped and nothing else",
        arguments: [
            ("a & b", "a &amp; b"), ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
            ("\"it's\" *_~`", "\"it's\" *_~`"), ("&lt;", "&amp;lt;"), ("", ""),
        ])
    func escapes(text: String, result: String) {
        #expect(SlackMessage.escaped(text, unitsMax: 1_000) == result)
    }

    @Test(
        "an accent or a joiner does not hide them", arguments: ["\u{301}", "\u{200D}", "\u{FE0F}"])
    func combined(mark: String) {
        let text = SlackMessage.escaped("<\(mark)!here>\(mark) &\(mark)", unitsMax: 1_000)
        #expect(text == "&lt;\(mark)!here&gt;\(mark) &amp;\(mark)")
        #expect(!text.unicodeScalars.contains("<"))
    }

    @Test(
        "a cut leaves entities whole and counts after escaping",
        arguments: [
            ("&&", 10, "&amp;&amp;"), ("&&", 9, "&amp;…"), ("&&", 6, "&amp;…"), ("&&", 5, "…"),
            ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("a😀b", 3, "a…"), ("a<b", 5, "a…"),
            ("😀😀", 4, "😀😀"),
        ])
    func cuts(text: String, units: Int, result: String) {
        #expect(SlackMessage.escaped(text, unitsMax: units) == result)
    }

    @Test(
        "bytes are those of the JSON text",
        arguments: [
            ("\"\"\"\"", 8, "\"\"\"\""), ("\"\"\"\"", 7, "\"\"…"), ("a\nb\\c", 7, "a\nb\\c"),
            ("ééé", 5, "é…"), ("日本語", 9, "日本語"), ("日本語", 8, "日…"),
        ])
    func bytes(text: String, bytes: Int, result: String) {
        #expect(SlackMessage.escaped(text, unitsMax: 1_000, bytesMax: bytes) == result)
    }

    @Test("bold text cannot end itself")
    func bold() {
        #expect(SlackMessage.bold("a*b*") == "*a∗b∗*")
        #expect(SlackMessage.bold("") == "")
    }
}

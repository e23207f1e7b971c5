import Testing

@testable import Actions

@Suite("Markup")
struct MarkupTests {
    /// Entities, and a backslash before a sign that begins a line.
    private let markup = Markup { scalar, isFirst in
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "-" where isFirst: "\\-"
        default: nil
        }
    }

    @Test(
        "what has a stand-in gets it, and nothing else does",
        arguments: [
            ("a & b", "a &amp; b"), ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
            ("\"it's\" *_~`", "\"it's\" *_~`"), ("&lt;", "&amp;lt;"), ("", ""),
        ])
    func escapes(text: String, result: String) {
        #expect(markup.text(text, unitsMax: 1_000) == result)
        #expect(Markup.plain.text(text, unitsMax: 1_000) == text)
    }

    @Test(
        "a sign at the beginning of a line is told from one within",
        arguments: [
            ("-a-b", "\\-a-b"), ("a\n-b\n--", "a\n\\-b\n\\--"), ("a\r\n-", "a\r\n\\-"),
            (" -", " -"), ("-\u{301}-", "\\-\u{301}-"),
        ])
    func lines(text: String, result: String) {
        #expect(markup.text(text, unitsMax: 1_000) == result)
    }

    @Test(
        "an accent or a joiner does not hide them", arguments: ["\u{301}", "\u{200D}", "\u{FE0F}"])
    func combined(mark: String) {
        let text = markup.text("<\(mark)!here>\(mark) &\(mark)", unitsMax: 1_000)
        #expect(text == "&lt;\(mark)!here&gt;\(mark) &amp;\(mark)")
        #expect(!text.unicodeScalars.contains("<"))
    }

    @Test(
        "a cut leaves stand-ins whole and counts after escaping",
        arguments: [
            ("&&", 10, "&amp;&amp;"), ("&&", 9, "&amp;…"), ("&&", 6, "&amp;…"), ("&&", 5, "…"),
            ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("a😀b", 3, "a…"), ("a<b", 5, "a…"),
            ("😀😀", 4, "😀😀"), ("ab", 0, ""), ("ab", 1, "…"),
        ])
    func cuts(text: String, units: Int, result: String) {
        #expect(markup.text(text, unitsMax: units) == result)
    }

    @Test(
        "bytes are those of the JSON text",
        arguments: [
            ("\"\"\"\"", 8, "\"\"\"\""), ("\"\"\"\"", 7, "\"\"…"), ("a\nb\\c", 7, "a\nb\\c"),
            ("ééé", 5, "é…"), ("日本語", 9, "日本語"), ("日本語", 8, "日…"), ("ab", 1, ""),
        ])
    func bytes(text: String, bytes: Int, result: String) {
        #expect(markup.text(text, unitsMax: 1_000, bytesMax: bytes) == result)
    }
}

import Testing

@testable import Actions

@Suite("Plain text")
struct PlainTextTests {
    @Test(
        "controls and overrides go, lines stay",
        arguments: [
            ("a\u{0}b\u{7}\u{1B}[31mc\u{7F}\u{9B}", "ab[31mc"),
            ("x\u{202E}y\u{2066}z\u{2069}\u{202A}", "xyz"), ("a\tb", "a b"),
            ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("a\u{2028}b\u{85}c", "a\nb\nc"),
            ("a\n\n\n\n\nb", "a\n\nb"), ("\n\n a \n", "a"), ("\u{202E}", ""), ("", ""),
            ("👩‍👩‍👧 שלום", "👩‍👩‍👧 שלום"),
        ])
    func cleaned(text: String, result: String) {
        #expect(text.cleaned == result)
    }

    @Test("one line has no line ends")
    func oneLine() {
        #expect("a\r\nb\n\n\nc\u{2029}d".onOneLine == "a b  c d")
    }

    @Test(
        "a cut keeps the limit and whole characters, and is marked",
        arguments: [
            ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("ab👩‍👩‍👧", 6, "ab…"), ("", 3, ""),
            ("😀😀😀", 5, "😀😀…"), ("e\u{301}e\u{301}e\u{301}", 5, "e\u{301}e\u{301}…"),
        ])
    func cut(text: String, units: Int, result: String) {
        #expect(text.cut(to: units) == result)
        #expect(text.cut(to: units).utf16.count <= units)
    }

    @Test("a single character longer than the limit is cut as well")
    func heap() {
        let heap = "a" + String(repeating: "\u{301}", count: 50_000)
        #expect(heap.count == 1)
        #expect((1...120).contains(heap.cut(to: 120).utf16.count))
        #expect(heap.cut(to: 120).unicodeScalars.first == "a")
    }
}

import Testing

@testable import EventPatterns

@Suite("Ignoring case")
struct IgnoringCaseTests {
    @Test(
        "the pattern's characters are turned",
        arguments: [
            ("rds", "RDS", true), ("RdS", "rDs", true), ("rds", "rdsx", false), ("", "", true),
            ("rds", "", false), ("", "x", false), ("straße", "STRASSE", true),
            ("STRASSE", "straße", false), ("é", "É", true), ("é", "e\u{301}", false),
            ("😀", "😀", true), ("😀", "??", false), ("ΑΣ", "ας", false), ("ΑΣ", "ασ", true),
            ("𐐀", "𐐨", false), ("ﬀa", "FFA", true), ("ⱥ", "Ⱥ", true),
            ("\u{3B0}", "\u{3A5}\u{308}\u{301}", true),
            ("ǅ", "ǆ", true), ("ǅ", "Ǆ", true), ("ǅ", "ǅ", false), ("İ", "i̇", true),
            ("\u{212A}", "k", true), ("k", "\u{212A}", false), ("a\0b", "A\0B", true),
        ])
    func matching(pattern: String, text: String, matches: Bool) {
        let found = IgnoringCase(pattern).matches(text.utf8Span.span)
        #expect(found == matches)
    }

    @Test(
        "beginnings and ends",
        arguments: [
            ("ab", "ABc", true, false), ("BC", "abc", false, true), ("", "x", true, true),
            ("abc", "aBC", true, true), ("abcd", "abc", false, false),
            ("ß", "SSxSS", true, true), ("ßx", "SSX", true, true), ("xß", "XSS", true, true),
            ("é", "É😀É", true, true), ("😀", "x😀", false, true), ("s", "ßS", false, true),
        ])
    func parts(pattern: String, text: String, isPrefix: Bool, isSuffix: Bool) {
        let pattern = IgnoringCase(pattern)
        let begins = pattern.isPrefix(of: text.utf8Span.span)
        let ends = pattern.isSuffix(of: text.utf8Span.span)
        #expect(begins == isPrefix)
        #expect(ends == isSuffix)
    }

    @Test("no form begins or ends with the other one of its character")
    func forms() {
        var turned = 0
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let forms = IgnoringCase.Forms(scalar)
            guard forms.lower != forms.upper else { continue }
            turned += 1
            let (lower, upper) = (forms.lower, forms.upper)
            #expect(!lower.starts(with: upper) && !upper.starts(with: lower), "\(scalar)")
            #expect(
                !lower.reversed().starts(with: upper.reversed())
                    && !upper.reversed().starts(with: lower.reversed()), "\(scalar)")
        }
        #expect(turned > 2_000)
    }

    @Test("2 MiB are compared in one go", .timeLimit(.minutes(1)))
    func large() {
        let pattern = IgnoringCase(String(repeating: "ß", count: 350_000))
        let text = String(repeating: "SS", count: 1 << 20)
        let start = ContinuousClock.now
        let matches = pattern.matches(text.utf8Span.span)
        let begins = pattern.isPrefix(of: text.utf8Span.span)
        let ends = pattern.isSuffix(of: text.utf8Span.span)
        #expect(!matches && begins && ends)
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}

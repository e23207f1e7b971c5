import Testing

@testable import EventPatterns

@Suite("Wildcards")
struct WildcardTests {
    @Test(
        "an asterisk stands for any text",
        arguments: [
            ("*", "", true), ("*", "a\nb", true), ("", "", true), ("", "a", false),
            ("abc", "abc", true), ("abc", "abcd", false), ("a*", "a", true), ("a*", "ba", false),
            ("*a", "a", true), ("*a", "ab", false), ("a*a", "a", false), ("a*a", "aa", true),
            ("ab*ba", "aba", false), ("a*b*c", "a--b--c", true), ("a*b*c", "abbc", true),
            ("a*b*c", "acb", false), ("*aab*", "aaab", true), ("*abab*c", "abaababc", true),
            ("*ab*ab", "ab", false), ("*ab*ab", "abab", true), ("*é*", "café!", true),
            ("*é", "e\u{301}", false), ("a*é", "aé", true), ("😀*", "😀", true),
            ("*\u{00C3}*", "é", false), ("a?c", "abc", false), ("a?c", "a?c", true),
            ("*.[a]", "x.[a]", true),
        ])
    func matching(pattern: String, text: String, matches: Bool) throws {
        let wildcard = try Wildcard(pattern)
        let found = wildcard.matches(text.utf8Span.span)
        #expect(found == matches)
    }

    @Test(
        "a backslash makes the next character a plain one",
        arguments: [
            (#"\*"#, "*", true), (#"\*"#, "a", false), (#"a\*b*"#, "a*bc", true),
            (#"\\"#, #"\"#, true), (#"\\*"#, #"\abc"#, true), (#"\\\*"#, #"\*"#, true),
            (#"\\\*"#, #"\a"#, false), (#"*\**"#, "a*b", true), (#"*\**"#, "ab", false),
            (#"\**\*"#, "**", true),
        ])
    func escapes(pattern: String, text: String, matches: Bool) throws {
        let wildcard = try Wildcard(pattern)
        let found = wildcard.matches(text.utf8Span.span)
        #expect(found == matches)
    }

    @Test(
        "mistakes",
        arguments: [
            ("**", "two asterisks"), ("a***b", "two asterisks"), (#"\***"#, "two asterisks"),
            (#"a\b"#, "backslash"), (#"a\"#, "backslash"), (#"\\\"#, "backslash"),
            (#"\é"#, "backslash"), (#"\?"#, "backslash"),
        ])
    func mistakes(text: String, words: String) throws {
        let mistake = try #require(throws: OperandMistake.self) { try Wildcard(text) }
        #expect(mistake.message.contains(words))
        #expect(mistake.hint != nil)
    }

    @Test(
        "after a leading asterisk one text follows three others like it at most",
        arguments: [
            ("*:*:*:*:*:event-bus/*", false), ("*:*:*:*:event-bus/*", true), ("*a*a*a*a", true),
            ("*a*a*a*a*", false), ("arn:*:*:*:*:*:event-bus/*", true), ("*a*a*b*a*a*", true),
            ("a*" + String(repeating: "a*", count: 99), true), ("*a*b*c*d*e*f*g*h", true),
        ])
    func repetitionsMax(text: String, isTaken: Bool) {
        #expect(((try? Wildcard(text)) != nil) == isTaken, "\(text)")
    }

    @Test("a wildcard has at most 8,192 bytes")
    func bytesMax() throws {
        let text = String(repeating: "é*", count: 2_730)
        _ = try Wildcard(text + "ab")
        #expect(throws: OperandMistake.self) { try Wildcard(text + "abc") }
    }

    @Test(
        "it agrees with a plain search on all short texts of two letters",
        arguments: ["a*", "*a", "a*b", "*a*b*", "ab*ba", "*aba*", "a*a*a", "*ab*ab*", "b*aa*b"])
    func agreement(pattern: String) throws {
        let wildcard = try Wildcard(pattern)
        for length in 0...9 {
            for number in 0..<(1 << length) {
                let text = String((0..<length).map { number >> $0 & 1 == 0 ? "a" : "b" })
                let found = wildcard.matches(text.utf8Span.span)
                #expect(found == Self.plainly(pattern[...], text[...]), "\(text)")
            }
        }
    }

    private static func plainly(_ pattern: Substring, _ text: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return plainly(pattern.dropFirst(), text)
                || !text.isEmpty && plainly(pattern, text.dropFirst())
        }
        return text.first == first && plainly(pattern.dropFirst(), text.dropFirst())
    }

    @Test(
        "2 MiB against many asterisks take linear time",
        arguments: [
            "a" + String(repeating: "*a", count: 4_000) + "*b",
            "*" + String(repeating: "a", count: 8_000) + "b*",
            "a" + String(repeating: "*aaaaaaab", count: 900) + "*",
        ])
    func linear(pattern: String) throws {
        let wildcard = try Wildcard(pattern)
        let text = String(repeating: "a", count: 2 << 20)
        let start = ContinuousClock.now
        let found = wildcard.matches(text.utf8Span.span)
        #expect(!found)
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}

import Testing

@testable import EventPatterns

@Suite("Comparing bytes")
struct BytesTests {
    @Test(
        "equal, prefix, suffix, order",
        arguments: [
            ("", "", true, true, true, 0), ("a", "", false, true, true, 1),
            ("", "a", false, false, false, -1), ("abc", "ab", false, true, false, 1),
            ("abc", "bc", false, false, true, -1), ("abc", "abc", true, true, true, 0),
            ("e\u{301}", "e", false, true, false, 1), ("é", "e\u{301}", false, false, false, 1),
        ])
    func compare(
        text: String, other: String, isEqual: Bool, isPrefix: Bool, isSuffix: Bool, order: Int
    ) {
        let (text, other) = (text.utf8Span.span, other.utf8Span.span)
        let found = (
            text.isEqual(to: other), text.hasPrefix(other), text.hasSuffix(other),
            text.compare(to: other).signum()
        )
        #expect(found == (isEqual, isPrefix, isSuffix, order))
    }
}

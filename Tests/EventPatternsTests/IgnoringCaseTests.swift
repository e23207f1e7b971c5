import Testing

@testable import EventPatterns

@Suite("Ignoring case")
struct IgnoringCaseTests {
    @Test(
        "the pattern's characters are turned",
        arguments: [
            ("rds", "RDS", true), ("RdS", "rDs", true), ("rds", "rdsx", false), ("", "", true),
            ("rds", "", false), ("straße", "STRASSE", true), ("STRASSE", "straße", false),
            ("é", "É", true), ("é", "e\u{301}", false), ("😀", "😀", true), ("ΑΣ", "ας", false),
            ("ΑΣ", "ασ", true), ("𐐀", "𐐨", false), ("ﬀa", "FFA", true),
        ])
    func matching(pattern: String, text: String, matches: Bool) {
        #expect(IgnoringCase(pattern).matches(text) == matches)
    }
}

import Testing

@testable import EventPatterns

@Suite("Spelling")
struct SpellingTests {
    private let keys = [
        "listen", "tls", "admin", "adminToken", "journal", "retention", "failures", "sources",
        "receivers", "aws", "rules",
    ]

    @Test(
        "the nearest word is found",
        arguments: [
            ("recievers", "receivers"), ("receivr", "receivers"), ("Sources", "sources"),
            ("journl", "journal"), ("lsiten", "listen"),
        ])
    func near(word: String, meant: String) {
        #expect(Spelling.nearest(to: word, among: keys) == meant)
        #expect(Spelling.hint(for: word, among: keys) == "did you mean `\(meant)`?")
    }

    @Test("nothing is guessed from afar", arguments: ["", "x", "password", "webhooks"])
    func far(word: String) {
        #expect(Spelling.nearest(to: word, among: keys) == nil)
        #expect(Spelling.nearest(to: word, among: [String]()) == nil)
    }

    @Test(
        "distance counts insertions, deletions, replacements and swaps",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abd", 1), ("abc", "acb", 1),
            ("kitten", "sitting", 3),
        ])
    func distance(left: String, right: String, distance: Int) {
        #expect(Spelling.distance(Array(left), Array(right)) == distance)
    }
}

import Testing

@testable import Actions

@Suite("Visible text")
struct VisibleTextTests {
    @Test(
        "what cannot be seen becomes a dash",
        arguments: ["", " ", "\u{200B}", "\u{FEFF}", "\u{200D}\u{E0041}", "\u{A0}\n\u{3000}"])
    func invisible(text: String) {
        #expect(text.isInvisible)
        #expect(text.orDash == "–")
    }

    @Test("what can be seen stays as it is", arguments: ["a", " a ", "\u{200B}-", "\u{301}", "😀"])
    func visible(text: String) {
        #expect(!text.isInvisible)
        #expect(text.orDash == text)
    }
}

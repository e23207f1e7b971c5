import Testing

@testable import Actions

@Suite("Guarded Markdown")
struct GuardedMarkdownTests {
    private func spaced(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "¦" ? "\u{200B}" : $0 }))
    }

    @Test(
        "nothing of prose is live",
        arguments: [
            ("a*b_c`d~e", "a\\*b\\_c\\`d\\~¦e"), ("\\*", "\\¦\\*"), ("@all ＠x", "@¦all ＠¦x"),
            ("<!all>", "‹!all>"), ("&#64;all", "&¦#¦64;all"), ("[a](b)", "[a]¦(b)"),
            ("# a", "#¦ a"), ("||a||", "|¦|¦a|¦|¦"), ("+49123", "¦+¦49123"),
            ("- a\n> b\n=\n 4\n1. x", "¦- a\n¦> b\n¦=\n¦ 4\n¦1. x"), ("a-b > 1", "a-b > 1"),
            ("", ""), ("@\u{301}here", "@¦\u{301}here"),
        ])
    func prose(text: String, result: String) {
        #expect(Markup.guardedMarkdown.text(text, unitsMax: 100) == spaced(result))
    }

    @Test(
        "a code span is copied as it is, but can neither end nor mention",
        arguments: [
            ("a_b*c~d#1 [x](y) \\", "a_b*c~d#1 [x](y) \\"), ("`a`", "ˋaˋ"),
            ("@all <!all>", "@¦all ‹!all>"),
        ])
    func code(text: String, result: String) {
        #expect(Markup.guardedCode.text(text, unitsMax: 100) == spaced(result))
    }

    @Test("a place without Markdown needs no backslashes")
    func plain() {
        #expect(
            Markup.guardedPlain.text("a_b *c* @x #y ~z <u>", unitsMax: 100)
                == spaced("a_b *c* @¦x #¦y ~¦z ‹u>"))
    }

    @Test("brackets do not end a link of ours")
    func links() {
        #expect(
            Markup.markdownLink("open", "https://a.example/(b)")
                == "[open](https://a.example/%28b%29)")
    }
}

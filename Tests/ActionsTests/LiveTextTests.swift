import Testing

@Suite("Live text")
struct LiveTextTests {
    @Test(
        "what is live in Markdown is found",
        arguments: [
            "@all", "*a*", "a_b", "~a", "`a`b`", "`@all`", "`<!all>`", "<!all>", "[a](b)", "#a",
            "&#64;all", "\\", "a\n- b", "a\n1. b", "https://a", "www.a", "\u{202E}", "\u{7}",
            "🔴 **a**b**", "[open](https://a) b", ":aws:", "a:100:",
            "a.example", "s3://a b.example",
        ])
    func markdown(text: String) {
        #expect(LiveText.inMarkdown(text) != [])
    }

    @Test(
        "what is ours or stopped is not",
        arguments: [
            "🔴 **a** · [open](https://a/b)", "🔴 **a\\_b**", "✅ a · b `a_b.c://*:aws:`",
            "@\u{200B}all", "s3://a/b.c", ":\u{200B}aws:", "a: b: c", "a - b > 1 = 2",
        ])
    func quiet(text: String) {
        #expect(LiveText.inMarkdown(text) == [])
    }

    @Test(
        "what is live in Google Chat is found, our link is not",
        arguments: [
            ("<users/all>", true), ("*a*", true), ("a@b", true), ("a.example", true),
            ("https://a", true), ("🔵 a · <https://a.example|open>", false),
            ("<https://a.example|open> b", true), ("*\u{200B}a", false), ("a `b.c`", false),
        ])
    func chatText(text: String, isLive: Bool) {
        #expect(LiveText.inChatText(text).isEmpty == !isLive)
    }

    @Test(
        "so it is in its cards",
        arguments: [
            ("<a", true), (">", true), ("&", true), ("&amp;&lt;", false), ("&#64;", true),
            ("https://a", true), ("*a*", false),
        ])
    func html(text: String, isLive: Bool) {
        #expect(LiveText.inHTML(text).isEmpty == !isLive)
    }
}

import Testing

@testable import Actions

@Suite("Telegram text")
struct TelegramTextTests {
    /// With a zero-width space shown as `|`.
    private func inert(_ text: String) -> String {
        TelegramText.inert(text).replacing("\u{200B}", with: "|")
    }

    @Test(
        "what Telegram would make live is broken",
        arguments: [
            ("hi @ops", "hi @|ops"), ("#tag", "#|tag"), ("$USD", "$|USD"), ("/start", "/|start"),
            ("see /start", "see /|start"), ("(/start@bot)", "(/|start@|bot)"),
            ("https://evil.example/x", "https://|evil.|example/x"),
            ("evil.example", "evil.|example"),
            ("a@b.co", "a@|b.|co"), ("+15550100", "+|15550100"), ("tg://resolve", "tg://|resolve"),
            ("пример.рф", "пример.|рф"), ("@\u{301}ops", "@|\u{301}ops"),
        ])
    func live(text: String, result: String) {
        #expect(inert(text) == result)
    }

    @Test(
        "what nobody can press stays as it is",
        arguments: [
            "", "a", "@", "a @ b", "1.2.3", "10.0.0.1", "End. Next", "aws.", "eu-west-1",
            "prod/web", "2 + 2", "a+1", "$ 5", "10:00:00+02:00",
        ])
    func inertAlready(text: String) {
        #expect(inert(text) == text)
    }

    @Test("the three characters are escaped, also under an accent")
    func escapes() {
        #expect(TelegramText.html.text("a<b>&\"'", unitsMax: 100) == "a&lt;b&gt;&amp;\"'")
        #expect(TelegramText.html.text("<\u{301}", unitsMax: 100) == "&lt;\u{301}")
    }

    @Test("tags and entities are never cut, and tags are not counted")
    func parts() throws {
        let part = TelegramStyle.html.tagged("b", TelegramStyle.html.data("a&b&c", unitsMax: 8))
        #expect(part.text == "<b>a&amp;b…</b>")
        #expect(part.units == 8)
        let link = try #require(
            TelegramStyle.html.link("https://e.example/?a&b", "Open", unitsMax: 9))
        #expect(link.text == "<a href=\"https://e.example/?a&amp;b\">Open</a>")
        #expect(link.units == 4)
        let joined = TelegramPart.joined([part, link], " · ")
        #expect(joined.units == 15)
        #expect(joined.text == part.text + " · " + link.text)
    }

    @Test("without tags nothing is escaped, and a link is its URL or not there")
    func plain() {
        let style = TelegramStyle.plain
        #expect(style.code("<@a>", unitsMax: 9).text == "<@\u{200B}a>")
        #expect(style.tagged("b", TelegramPart("x")).text == "x")
        #expect(style.link("https://e.example/", "Open", unitsMax: 18)?.units == 18)
        #expect(style.link("https://e.example/", "Open", unitsMax: 17) == nil)
    }
}

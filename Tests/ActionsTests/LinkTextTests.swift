import Testing

@testable import Actions

@Suite("Link text")
struct LinkTextTests {
    @Test(
        "what may not stand behind the host is percent-encoded, once",
        arguments: [
            ("https://e.example/a b[c]{d}^`\\\"<>", "/a%20b%5Bc%5D%7Bd%7D%5E%60%5C%22%3C%3E"),
            ("https://e.example/%41%zz%4", "/%41%25zz%254"),
            ("https://e.example?q=[b]&c='*'@:", "?q=%5Bb%5D&c='*'@:"),
            ("https://e.example#x#y", "#x%23y"), ("https://e.example/\t\u{1}", "/%09%01"),
            ("https://e.example/://x", "/://x"), ("https://e.example", ""),
        ])
    func encoded(text: String, rest: String) {
        #expect(LinkText.encoded(text) == "https://e.example" + rest)
    }

    @Test(
        "nothing before the path is changed to make it fit",
        arguments: [
            "https://a%2Eexample/", "https://user@e.example/", "https://e.example\\/", "e.example/",
            "https://e.example|/", "ht tps://e.example/", "https://e.example\u{301}/",
        ])
    func refused(text: String) {
        #expect(LinkText.encoded(text) == nil)
    }

    @Test("a sign that melts with the slash before it is still behind the host")
    func combining() {
        #expect(LinkText.encoded("https://e.example/\u{301}") == "https://e.example/%CC%81")
    }
}

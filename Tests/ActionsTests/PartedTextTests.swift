import Testing

@testable import Actions

@Suite("Parted text")
struct PartedTextTests {
    private func parted(_ text: String, _ finds: ClientFinds) -> String {
        text.parted(at: finds).replacing("\u{200B}", with: "|")
    }

    @Test(
        "URLs are broken behind their scheme and behind www, s3 URIs are not",
        arguments: [
            ("https://a.example/b", "https:|//a.example/b"), ("HTTP://x", "HTTP:|//x"),
            ("x-y://z", "x-y:|//z"), ("see www.a.example", "see www.|a.example"),
            ("WWW.A", "WWW.|A"), ("s3://bucket/a.b", "s3://bucket/a.b"),
            ("xs3://bucket", "xs3:|//bucket"), ("arn:aws:s3:::b", "arn:aws:s3:::b"),
            ("a.b.c", "a.b.c"), ("://", ":|//"), ("", ""), ("www.", "www."),
            ("s3://b/https://a", "s3://b/https:|//a"), ("s3://b/www.a", "s3://b/www.|a"),
        ])
    func schemes(text: String, result: String) {
        #expect(parted(text, .urls) == result)
    }

    @Test("an accent on what stands behind the colon hides nothing")
    func accents() {
        let text = "https:/\u{301}/a".parted(at: .urls)
        #expect(Array(text.unicodeScalars) == Array("https:\u{200B}/\u{301}/a".unicodeScalars))
    }

    @Test(
        "host names are, where clients make links of them; numbers and objects of S3 are not",
        arguments: [
            ("evil.example is 1.2.3", "evil.|example is 1.2.3"), ("End. Next", "End. Next"),
            ("https://a.b", "https:|//a.|b"), (".a", ".a"), ("", ""), ("a.日本", "a.|日本"),
            ("s3://b/a.json c.d", "s3://b/a.json c.|d"), ("s3://b|c.d", "s3://b|c.|d"),
            ("s3://b/https://c.d", "s3://b/https:|//c.|d"),
            ("arn:aws:sns:eu-west-1:1:t", "arn:aws:sns:eu-west-1:1:t"),
        ])
    func hostNames(text: String, result: String) {
        #expect(parted(text, [.urls, .hostNames]) == result)
    }

    @Test("addresses are, where clients make links of those")
    func addresses() {
        #expect(parted("1.2.3.4. a.b", [.urls, .hostNames, .addresses]) == "1.|2.|3.|4. a.|b")
    }

    @Test(
        "codes of emoji are, and nothing else with colons",
        arguments: [
            (":aws:", ":|aws:"), ("arn:aws:sns:eu:1", "arn:|aws:|sns:|eu:1"), (":100:", ":|100:"),
            (":+1: :a'b-c_d:", ":|+1: :|a'b-c_d:"), ("a: b: c", "a: b: c"), ("::", "::"),
            (":日本:", ":|日本:"), ("s3://b", "s3://b"), (":a", ":a"), ("https://a", "https://a"),
        ])
    func emoji(text: String, result: String) {
        #expect(parted(text, .emojiCodes) == result)
    }
}

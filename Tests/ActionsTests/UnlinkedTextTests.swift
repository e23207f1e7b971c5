import Testing

@testable import Actions

@Suite("Unlinked text")
struct UnlinkedTextTests {
    @Test(
        "URLs are broken behind their scheme and behind www, s3 URIs are not",
        arguments: [
            ("https://a.example/b", "https:|//a.example/b"), ("HTTP://x", "HTTP:|//x"),
            ("x-y://z", "x-y:|//z"), ("see www.a.example", "see www.|a.example"),
            ("WWW.A", "WWW.|A"), ("s3://bucket/a.b", "s3://bucket/a.b"),
            ("xs3://bucket", "xs3:|//bucket"), ("arn:aws:s3:::b", "arn:aws:s3:::b"),
            ("a.b.c", "a.b.c"), ("://", ":|//"), ("", ""), ("www.", "www."),
            ("https://\u{301}a", "https:|//\u{301}a"),
        ])
    func schemes(text: String, result: String) {
        #expect(text.unlinked() == result.replacing("|", with: "\u{200B}"))
    }

    @Test(
        "host names are, where clients make links of them",
        arguments: [
            ("a.example is 1.2.3.4.", "a.|example is 1.|2.|3.|4."), ("End. Next", "End. Next"),
            ("https://a.b", "https:|//a.|b"), (".a", ".a"), ("", ""),
        ])
    func hostNames(text: String, result: String) {
        #expect(
            text.unlinked(hostNames: true) == result.replacing("|", with: "\u{200B}"))
    }
}

import Testing

@testable import HTTP

@Suite("Target URL")
struct TargetURLTests {
    @Test(
        "the origin holds scheme, host and port and nothing else",
        arguments: [
            ("https://example.com/secret?token=1#x", "https://example.com:443", "example.com"),
            ("HTTP://example.com:8080", "http://example.com:8080", "example.com"),
            ("http://[::1]:80/a/../b", "http://[::1]:80", "::1"),
            ("https://0x7f.1/", "https://127.0.0.1:443", "127.0.0.1"),
            ("https://2130706433/", "https://127.0.0.1:443", "127.0.0.1"),
        ])
    func origin(text: String, origin: String, host: String) throws {
        let url = try #require(TargetURL(text))
        #expect(url.origin == origin)
        #expect(url.host == host)
        #expect(url.isHTTPS == origin.hasPrefix("https"))
    }

    @Test(
        "what is not an absolute http(s) URL, or names a user, is refused",
        arguments: [
            "", "example.com", "//example.com/", "/path", "ftp://example.com/",
            "file:///etc/passwd",
            "https://user@example.com/", "https://user:pw@example.com/", "https://", "https:///a",
            "https:/a", "https:a//b",
            "https://exa mple.com/", "https://example.com:99999/", "https://example.com/\u{0}",
            "https://example.com/a b", "gopher://example.com/",
        ])
    func refused(text: String) {
        #expect(TargetURL(text) == nil)
    }
}

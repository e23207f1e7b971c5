import Testing

@testable import HTTP

@Suite("Request target")
struct HTTPRequestTests {
    @Test(
        "path and query are kept as sent",
        arguments: [
            ("/", "/", nil), ("/a%2Fb", "/a%2Fb", nil), ("/a?", "/a", ""),
            ("/a?b=c?d", "/a", "b=c?d"),
            ("*", "*", nil), ("http://host:80/a?b", "/a", "b"), ("HTTPS://host/a", "/a", nil),
            ("http://host", "/", nil), ("/http://host/a", "/http://host/a", nil),
        ] as [(String, String, String?)])
    func target(text: String, path: String, query: String?) {
        let target = RequestTarget(text)
        #expect(target.path == path)
        #expect(target.query == query)
    }
}

import Lifecycle
import Testing

@testable import HookferryApp

@Suite("Query of the admin listener")
struct AdminQueryTests {
    private let parameters = [
        AdminParameter("text", "a text"),
        AdminParameter("limit", "a number", .number(1...1_000)),
        AdminParameter("since", "a time", .time),
        AdminParameter("status", "a word", .choice(["dead", "pending"])),
    ]

    @Test("values are decoded and read")
    func values() throws {
        let query = try AdminQuery(
            "text=a%20b+c%26&limit=1000&since=2026-11-21T14:00:00%2B02:00&status=dead&",
            of: parameters)
        #expect(query.text("text") == "a b c&")
        #expect(query.number("limit") == 1_000)
        #expect(query.time("since") == Timestamp(iso8601: "2026-11-21T12:00:00Z"))
        #expect(query.text("status") == "dead")
        #expect(try AdminQuery(nil, of: parameters).text("text") == nil)
        #expect(try AdminQuery("", of: []).number("limit") == nil)
    }

    @Test(
        "a mistake is told in a sentence that names the parameter",
        arguments: [
            ("limit=0", "limit"), ("limit=1001", "limit"), ("limit=-1", "limit"),
            ("limit=1.5", "limit"), ("limit=", "limit"), ("limit", "limit"),
            ("limit=+7", "limit"), ("limit=%D9%A1", "limit"),
            ("limit=99999999999999999999", "limit"), ("limit=1&limit=1", "limit"),
            ("since=yesterday", "since"), ("since=2026-11-21", "since"),
            ("since=2026-02-30T00:00:00Z", "since"),
            ("since=2026-11-21T14:00:00+02:00", "since"), ("status=DEAD", "status"),
            ("status=dead,pending", "status"), ("text=", "text"), ("text=a%00", "text"),
            ("text=%0A", "text"), ("text=\(String(repeating: "x", count: 251))", "text"),
            ("other=1", "text"), ("=1", "text"), ("Limit=1", "limit"),
        ])
    func mistakes(_ text: String, _ name: String) throws {
        let error = try #require(throws: AdminRefusal.self) {
            _ = try AdminQuery(text, of: parameters)
        }
        #expect(error.code == .badParameter)
        #expect(error.message.contains("`\(name)`"), "\(error.message)")
        #expect(error.message.hasSuffix("."))
    }

    @Test("broken percent-encoding is told", arguments: ["text=%", "text=%4", "%zz=1", "text=%ff"])
    func percentEncoding(_ text: String) throws {
        let error = try #require(throws: AdminRefusal.self) {
            _ = try AdminQuery(text, of: parameters)
        }
        #expect(error.code == .badParameter)
        #expect(error.message.contains("percent-encoding"))
    }

    @Test("the longest text passes, and a number with zeros before it")
    func bounds() throws {
        let text = String(repeating: "é", count: 250)
        let encoded = String(repeating: "%C3%A9", count: 250)
        let query = try AdminQuery("text=\(encoded)&limit=007", of: parameters)
        #expect(query.text("text") == text)
        #expect(query.number("limit") == 7)
    }
}

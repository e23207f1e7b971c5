import HTTP
import Testing

@testable import Intake

@Suite("Media types")
struct MediaTypeTests {
    @Test(
        "name and charsets, in lower case",
        arguments: [
            ("application/json", "application/json", []), ("TEXT/Plain ", "text/plain", []),
            ("a/b; charset=UTF-8", "a/b", ["utf-8"]), ("a/b;charset=\"UTF-8\"", "a/b", ["utf-8"]),
            ("a/b; x=1;\t Charset=x ; y", "a/b", ["x"]), ("", "", []), (";;", "", []),
            ("a/b; charset=x; charset=y", "a/b", ["x", "y"]), ("a/b; charset=\"", "a/b", ["\""]),
        ])
    func parts(_ field: String, _ name: String, _ charsets: [String]) {
        #expect(MediaType(field).name == name)
        #expect(MediaType(field).charsets == charsets)
    }

    @Test("a request says it once or not at all")
    func ofHeaders() throws {
        #expect(try MediaType(of: [:]) == nil)
        #expect(try MediaType(of: ["content-type": "a/b"])?.name == "a/b")
        let twice = HTTPHeaders([
            (name: "Content-Type", value: "a"), (name: "Content-Type", value: "a"),
        ])
        #expect(throws: Refusal.self) { try MediaType(of: twice) }
    }
}

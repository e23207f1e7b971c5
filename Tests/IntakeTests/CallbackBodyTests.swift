import HTTP
import JSON
import Testing

@testable import Intake

@Suite("Bodies of callbacks")
struct CallbackBodyTests {
    /// The payload, or the refusal's code and message.
    private func read(_ body: [UInt8], _ headers: HTTPHeaders = [:]) -> String {
        let request = HTTPRequest(method: "POST", path: "/", headers: headers, body: body)
        do throws(Refusal) {
            return String(
                decoding: try CallbackBody.payload(of: request).serializedBytes(), as: UTF8.self)
        } catch {
            return "\(error.code.rawValue): \(error.message)"
        }
    }

    private func read(_ body: String, type: String?) -> String {
        var headers: HTTPHeaders = [:]
        headers["Content-Type"] = type
        return read(Array(body.utf8), headers)
    }

    @Test(
        "JSON is read whatever the content type says",
        arguments: [
            nil, "application/json", "Application/JSON; charset=UTF-8", "text/plain", "",
            "application/vnd.github+json", "application/json;charset=\"utf-8\"", ";", "nonsense",
            "application/json; charset=us-ascii", "application/json; charset=utf8; x=y",
            "application/json ;\tcharset=utf-8 ", "multipart/form-data; boundary=x",
            // What curl -d and wget --post-data say of everything.
            "application/x-www-form-urlencoded",
        ])
    func contentTypes(_ type: String?) {
        for body in [#"{"a":1}"#, "[1]", "\"payload=1\""] {
            #expect(read(body, type: type) == body, "\(type ?? "none")")
        }
        #expect(read(" \r\n\t{}", type: type) == "{}")
    }

    @Test(
        "another charset is refused, however it is written",
        arguments: [
            "application/json; charset=utf-16", "application/json;CHARSET=ISO-8859-1",
            "application/json; charset=\"latin1\"", "application/json; charset=",
            "application/json; charset=utf-8; charset=utf-16", "text/plain; a=b; charset=utf-32",
            "application/x-www-form-urlencoded; charset=windows-1252", "a; charset=utf-80",
        ])
    func charsets(_ type: String) {
        #expect(read("{}", type: type) == "malformed_body: The body must be in UTF-8.")
    }

    @Test("two content types are refused")
    func contentTypeTwice() {
        let fields = HTTPHeaders([
            (name: "Content-Type", value: "application/json"),
            (name: "content-type", value: "application/json"),
        ])
        #expect(
            read(Array("{}".utf8), fields) == "malformed_request: Content-Type came twice.")
    }

    @Test(
        "a compressed body is refused with what to do",
        arguments: ["gzip", "GZIP", "deflate", "br", "identity, gzip", "x", ""])
    func codings(_ coding: String) {
        let refusal = "malformed_body: The body is compressed: send it uncompressed."
        #expect(read(Array("{}".utf8), ["Content-Encoding": coding]) == refusal)
        let twice = HTTPHeaders([
            (name: "Content-Encoding", value: "identity"),
            (name: "Content-Encoding", value: coding),
        ])
        #expect(read(Array("{}".utf8), twice) == refusal)
    }

    @Test("identity is no coding, and gzip is known without its field")
    func identityAndGzip() {
        #expect(read(Array("{}".utf8), ["Content-Encoding": "Identity"]) == "{}")
        #expect(
            read([0x1F, 0x8B, 8, 0]) == "malformed_body: The body is compressed: "
                + "send it uncompressed.")
    }

    @Test("what is not JSON is refused with its place and none of its text")
    func notJSON() {
        #expect(read([]) == "malformed_body: The body is empty.")
        for body in [
            " ", "{", "{}}", "secret", "{\"secret\":}", "<secret/>", "\u{0}secret", "'secret'",
            "{\"a\":\"secret\u{0}\"}", "\"\\ud800\"",
        ] {
            let answer = read(body, type: nil)
            #expect(
                answer.hasPrefix("malformed_body: The body is not JSON: line 1, column "), "\(body)"
            )
            #expect(!answer.contains("secret"))
        }
        for body: [UInt8] in [
            [0xFF, 0xFE, 0x7B, 0], [0x22, 0xC0, 0xA0, 0x22], [0x22, 0xE9, 0x22],
        ] {
            #expect(read(body).hasPrefix("malformed_body: The body is not JSON: "))
        }
    }

    @Test("one byte order mark is passed over")
    func byteOrderMark() {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(read(mark + Array("{}".utf8)) == "{}")
        #expect(read(mark).hasPrefix("malformed_body: "))
        #expect(read(mark + mark + Array("{}".utf8)).hasPrefix("malformed_body: "))
    }

    @Test("deep nesting is read up to the limit")
    func depth() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(read(nested(128), type: nil) == nested(128))
        #expect(read(nested(129), type: nil).hasPrefix("malformed_body: "))
        #expect(read(nested(1_000_000), type: nil).hasPrefix("malformed_body: "))
    }

    @Test("no body at all is a CloudEvent's that says so in its fields")
    func noBody() {
        #expect(read([], ["ce-specversion": "1.0"]) == "{}")
    }
}

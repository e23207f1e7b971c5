import HTTP
import JSON
import Testing

@testable import Intake

@Suite("Form bodies")
struct FormBodyTests {
    /// The payload as text, or the refusal's message.
    private func payload(_ body: String) -> String {
        do throws(Refusal) {
            return String(decoding: try FormBody.payload(Array(body.utf8)), as: UTF8.self)
        } catch {
            #expect(error.code == .malformedBody)
            return error.message
        }
    }

    @Test(
        "the payload is decoded, wherever it stands",
        arguments: [
            ("payload=%7B%22a%22%3A1%7D", #"{"a":1}"#), ("payload={\"a\":1}", #"{"a":1}"#),
            ("a=b&payload=1&c", "1"), ("&&payload=1&&", "1"), ("payload=a=b", "a=b"),
            ("p%61yload=1", "1"), ("%70%61%79%6C%6f%61%64=1", "1"), ("payload=a+b%2Bc", "a b+c"),
            ("payload=%e2%82%ac", "€"), ("payload=", ""), ("payload", ""),
            ("payloads=2&payload=1", "1"), ("Payload=2&payload=1", "1"), ("a=%zz&payload=1", "1"),
        ])
    func decoded(_ body: String, _ text: String) {
        #expect(payload(body) == text)
    }

    @Test(
        "what is not one payload is refused",
        arguments: [
            ("", "A form must have the JSON in its field payload."),
            ("a=b", "A form must have the JSON in its field payload."),
            ("1", "A form must have the JSON in its field payload."),
            ("Payload=1", "A form must have the JSON in its field payload."),
            ("payload=1&payload=1", "The form has more than one field payload."),
            ("payload=1&a=b&%70ayload", "The form has more than one field payload."),
            ("payload=%", "The form's percent-encoding is wrong."),
            ("payload=%4", "The form's percent-encoding is wrong."),
            ("payload=%4g", "The form's percent-encoding is wrong."),
            ("payload=%%41", "The form's percent-encoding is wrong."),
            ("%zz=1&payload=1", "The form's percent-encoding is wrong."),
        ])
    func refused(_ body: String, _ message: String) {
        #expect(payload(body) == message)
    }

    @Test("two million fields are looked through")
    func manyFields() {
        #expect(payload(String(repeating: "&", count: 2 << 20) + "payload=1") == "1")
        #expect(payload(String(repeating: "a&", count: 1 << 20) + "payload=1") == "1")
    }

    @Test("GitHub's form becomes its payload, and a bad one is refused")
    func github() throws {
        func read(_ body: String) throws(Refusal) -> JSONValue {
            try CallbackBody.payload(
                of: HTTPRequest(
                    method: "POST", path: "/",
                    headers: ["Content-Type": "application/x-www-form-urlencoded"],
                    body: Array(body.utf8)))
        }
        #expect(
            try read("payload=%7B%22zen%22%3A%22Design+for+failure.%22%7D")
                == ["zen": "Design for failure."])
        for body in ["payload=", "payload=%22%FF%22", "payload=%7B", "payload=\u{0}", "zen=1"] {
            #expect(throws: Refusal.self, "\(body)") { try read(body) }
        }
    }
}

import JSON
import Testing

@testable import EventPatterns

@Suite("Searching for a consistent choice", .timeLimit(.minutes(1)))
struct FieldSearchTests {
    /// `[{"x": 0}, …]`
    private func elements(_ count: Int, _ key: String) -> JSONValue {
        .array(
            (0..<count).map { number in
                .object([key: .number(JSONNumber(number)), "same": true])
            })
    }

    @Test("independent arrays do not multiply")
    func independent() throws {
        var object = JSONObject()
        var wanted = JSONObject()
        for name in "abcdefgh" {
            object[String(name)] = elements(200, "x")
            wanted[String(name)] = ["same": [true]]
        }
        object["z"] = [["x": 1], ["y": 2]]
        wanted["z"] = ["x": [1], "y": [2]]
        #expect(!(try EventPattern(.object(wanted)).matches(.object(object))))
        wanted["z"] = ["x": [1]]
        #expect(try EventPattern(.object(wanted)).matches(.object(object)))
    }

    @Test("one large array takes linear time")
    func large() throws {
        let pattern = try pattern(#"{"a":{"same":[true],"x":[19999]}}"#)
        #expect(pattern.matches(["a": elements(20_000, "x")]))
        #expect(!pattern.matches(["a": elements(19_999, "x")]))
    }

    @Test("arrays that reach one path by dotted keys end, too")
    func dotted() throws {
        var object = JSONObject()
        var path = ""
        for name in "abcde" {
            path += path.isEmpty ? "\(name)" : ".\(name)"
            var rest: [JSONValue] = []
            for key in ["p", "q", "r", "s", "t"] {
                for number in 0..<40 {
                    let tail = "abcde".drop { $0 <= name }.map { "\($0)." }.joined() + key
                    rest.append(.object([tail: .number(JSONNumber(number))]))
                }
            }
            object[path] = .array(rest)
        }
        // Each of p to u needs an array of its own; there are five.
        let any: JSONValue = [["exists": true]]
        let pattern = try EventPattern([
            "a.b.c.d.e": ["p": any, "q": any, "r": any, "s": any, "t": any, "u": ["x"]]
        ])
        object["a"]?.append(["b.c.d.e.u": "x"])
        #expect(!pattern.matches(.object(object)))
        object["a.b.c.d.e.u"] = "x"
        #expect(pattern.matches(.object(object)))
    }

    @Test("a deep event is walked")
    func deep() throws {
        let opening = String(repeating: #"{"a":["#, count: 63)
        let text = opening + "1" + String(repeating: "]}", count: 63)
        let key = Array(repeating: "a", count: 63).joined(separator: ".")
        #expect(try EventPattern([key: [1]]).matches(event(text)))
    }
}

extension JSONValue {
    fileprivate mutating func append(_ element: JSONValue) {
        self = .array((arrayValue ?? []) + [element])
    }
}

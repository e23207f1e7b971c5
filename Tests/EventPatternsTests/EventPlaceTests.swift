import JSON
import Testing

@testable import EventPatterns

@Suite("What an event has at a path")
struct EventPlaceTests {
    @Test(
        "a hint tells what may have been meant",
        arguments: [
            ("detail.state", #"{"detail":{"State":"ok"}}"#, "the event has detail.State"),
            ("detail.state", #"{"detail":[{"a":1},{"stat":1}]}"#, "the event has detail.stat"),
            ("detial.state", #"{"detail":{"state":"ok"}}"#, "the event has detail"),
            ("detail.state", #"{"detail":{"name":"ok"}}"#, nil),
            ("detail.state", "{}", nil), ("d.b", #"{"d":{"a":1}}"#, nil),
            ("d.id", #"{"d":{"iD":1,"ia":1}}"#, "the event has d.iD"),
            ("d.e.state", #"{"d.e":{"stata":1}}"#, "the event has d.e.stata"),
            ("d.state", #"{"d":{"state":[]}}"#, nil),
            ("detail.state", #"{"detail":"state"}"#, nil),
            ("a", #"{"a":{"b":1,"c":2}}"#, "a is an object; a value is at a.b, a.c"),
            ("a", #"{"a":[{"b":1}]}"#, "a is an object; a value is at a.b"),
            ("a", #"{"a":[{"b":1},2]}"#, nil), ("a", #"{"a":{}}"#, nil), ("a", #"{"a":1}"#, nil),
            (
                "a", #"{"a":{"b":1,"c":1,"d":1,"e":1,"f":1,"g":1}}"#,
                "a is an object; a value is at a.b, a.c, a.d, a.e, a.f, …"
            ),
        ])
    func hint(path: String, eventText: String, hint: String?) throws {
        let mismatch = try #require(
            try EventPattern([path: ["never"]]).mismatches(event(eventText)).first)
        #expect(mismatch.hint == hint)
    }

    @Test(
        "what is shown of a long value is cut on characters",
        arguments: [
            (String(repeating: "x", count: 198), String(repeating: "x", count: 198) + "\""),
            (String(repeating: "x", count: 199), String(repeating: "x", count: 199) + "…"),
            (String(repeating: "🇪🇺", count: 300), String(repeating: "🇪🇺", count: 199) + "…"),
        ])
    func cut(text: String, shown: String) throws {
        let mismatches = try EventPattern(["a": [1]]).mismatches(["a": .string(text)])
        #expect(mismatches.first?.got == "\"" + shown)
    }

    @Test("a stranger's event cannot make an answer long or slow")
    func large() throws {
        var object = JSONObject()
        for number in 0..<20_000 { object["\(number)" + String(repeating: "k", count: 90)] = 1 }
        let accents = "e" + String(repeating: "\u{301}", count: 500_000)
        let event: JSONValue = ["a": .object(object), "b": .string(accents)]
        let start = ContinuousClock.now
        for mismatch in try EventPattern(["a": [1], "a.key": [1], "b": [1]]).mismatches(event) {
            #expect((mismatch.hint ?? "").utf8.count < 2_000)
            #expect(mismatch.got.utf8.count < 2_000)
        }
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}

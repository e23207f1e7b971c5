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
            ("detail.state", "{}", nil),
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

    @Test("a stranger's event cannot make a hint long or slow")
    func large() throws {
        var object = JSONObject()
        for number in 0..<2_000 { object["\(number)" + String(repeating: "k", count: 900)] = 1 }
        let start = ContinuousClock.now
        let pattern = try EventPattern(["a": [1], "b": [1]])
        let mismatches = pattern.mismatches(["a": .object(object)])
        #expect(mismatches.count == 2)
        #expect((mismatches.first?.hint ?? "").count < 1_200)
        #expect((mismatches.first?.got ?? "").count < 300)
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}

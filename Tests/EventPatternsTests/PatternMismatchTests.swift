import JSON
import Testing

@testable import EventPatterns

@Suite("Why an event does not match")
struct PatternMismatchTests {
    @Test(
        "the field, what was wanted, what was there",
        arguments: [
            (
                #"{"source":["github"],"pipeline":{"status":["succeeded"]}}"#,
                #"{"source":"github","pipeline":{"status":"failed"}}"#,
                "pipeline.status", #"["succeeded"]"#, #""failed""#
            ),
            (
                #"{"source":["github"],"detail":{"a":[1]}}"#, #"{"source":"gitlab"}"#,
                "source", #"["github"]"#, #""gitlab""#
            ),
            (#"{"a":[1, {"prefix":"x"}]}"#, #"{}"#, "a", #"[1,{"prefix":"x"}]"#, "nothing"),
            (
                #"{"a":[{"exists":true}]}"#, #"{"a":{"b":1}}"#, "a", #"[{"exists":true}]"#,
                #"{"b":1}"#
            ),
            (#"{"a":[{"exists":false}]}"#, #"{"a":null}"#, "a", #"[{"exists":false}]"#, "null"),
            (
                #"{"a.b":[9]}"#, #"{"a":[{"b":[1,2,3]},{"b":4},{"b":[5,6]}]}"#, "a.b", "[9]",
                "1, 2, 3, 4, 5, …"
            ),
            (
                #"{"d":{"a":[1],"b":[2]}}"#, #"{"d":[{"a":1},{"b":2}]}"#,
                "d.b", "[2]", "2, not in one array element with the rest"
            ),
        ])
    func mismatches(
        patternText: String, eventText: String, path: String, wanted: String, got: String
    ) throws {
        let mismatch = try pattern(patternText).firstMismatch(event(eventText))
        #expect(mismatch == PatternMismatch(path: path, wanted: wanted, got: got))
    }

    @Test("a match has none, and long values are cut")
    func others() throws {
        #expect(try pattern(#"{"a":[1]}"#).firstMismatch(["a": 1]) == nil)
        #expect(try pattern(#"{"a":[{"exists":false}]}"#).firstMismatch([])?.got == "an array")
        let long = JSONValue.string(String(repeating: "x", count: 1_000))
        #expect(try pattern(#"{"a":[1]}"#).firstMismatch(["a": long])?.got.count == 201)
    }
}

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
                "detail.a", "[1]", "nothing"
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
        let mismatch = try #require(try pattern(patternText).mismatches(event(eventText)).first)
        #expect(mismatch.path == path)
        #expect(mismatch.wanted == wanted)
        #expect(mismatch.got == got)
    }

    @Test("a match has none, and long values are cut")
    func others() throws {
        #expect(try pattern(#"{"a":[1]}"#).mismatches(["a": 1]) == [])
        let noObject = try pattern(#"{"a":[{"exists":false}]}"#).mismatches([])
        #expect(
            noObject == [PatternMismatch(path: "", wanted: "an object", got: "an array", hint: nil)]
        )
        let long = JSONValue.string(String(repeating: "x", count: 1_000))
        #expect(try pattern(#"{"a":[1]}"#).mismatches(["a": long]).first?.got.count == 201)
    }

    @Test(
        "every failing field is named, the deepest first, then as written",
        arguments: [
            (
                #"{"z":["x"],"a":["x"],"d":{"e":{"f":[1]}},"d.e.g":[1],"ok":[1]}"#,
                #"{"ok":1}"#, ["d.e.f", "d.e.g", "z", "a"]
            ),
            // Of alternatives the nearest one counts, of equals the first.
            (
                #"{"$or":[{"a":[1],"b":[1]},{"c":[1]},{"d":[1]}]}"#, "{}", ["c"]
            ),
            (#"{"x":[1],"$or":[{"a":[1]},{"b":[1]}]}"#, #"{"b":1}"#, ["x"]),
            // Fields that are all there, if apart, are nearer than one that is not.
            (
                #"{"$or":[{"x":[1]},{"d":{"a":[1],"b":[2]}}]}"#, #"{"d":[{"a":1},{"b":2}]}"#,
                ["d.b"]
            ),
        ])
    func order(patternText: String, eventText: String, paths: [String]) throws {
        let mismatches = try pattern(patternText).mismatches(event(eventText))
        #expect(mismatches.map(\.path) == paths)
    }
}

import JSON
import Testing

@testable import Intake

@Suite("The pipeline of an event")
struct PipelineTests {
    @Test("leaves out what is not known, and has branches and tags without their folder")
    func json() {
        var pipeline = Pipeline(provider: "github")
        pipeline.name = ""
        #expect(pipeline.json == ["provider": "github"])
        for (ref, expected) in [
            ("refs/heads/feature/a", "feature/a"), ("refs/tags/v1", "v1"), ("main", "main"),
            ("refs/pull/7/merge", "refs/pull/7/merge"), ("heads/a", "heads/a"),
        ] {
            pipeline.ref = ref
            #expect(pipeline.json == ["provider": "github", "ref": .string(expected)])
        }
    }

    @Test("attempts count from 1")
    func attempts() {
        let largest = JSONValue.number(JSONNumber(Int.max))
        #expect(JSONValue(integerLiteral: 1).attempt == 1)
        #expect(largest.attempt == Int.max)
        #expect(JSONValue(integerLiteral: 0).attemptAfterRetries == 1)
        #expect(JSONValue(integerLiteral: 2).attemptAfterRetries == 3)
        #expect(largest.attemptAfterRetries == nil)
        for other: JSONValue in [-1, .number(JSONNumber(Int.min)), "2", nil, true, [1]] {
            #expect(other.attempt == nil)
            #expect(other.attemptAfterRetries == nil)
        }
        #expect(JSONValue(integerLiteral: 0).attempt == nil)
    }

    @Test("what was deleted has no commit")
    func commits() {
        for count in [40, 64] {
            #expect(JSONValue.string(String(repeating: "0", count: count)).commit == nil)
            let hash = String(repeating: "0", count: count - 1) + "1"
            #expect(JSONValue.string(hash).commit == hash)
        }
        // As far as the document that quotes it goes.
        #expect(JSONValue.string("a009451").commit == "a009451")
        for other: JSONValue in ["", 7, nil, [:]] { #expect(other.commit == nil) }
    }

    @Test("texts, ids and parts of payloads may be of any other type")
    func members() {
        for other: JSONValue in [nil, true, [], "", [:]] {
            #expect(other.text == nil)
            #expect(other.idText == nil)
        }
        #expect(JSONValue.string("7").idText == "7")
        #expect(JSONValue(integerLiteral: 7).idText == "7")
        #expect(JSONValue(integerLiteral: 7).text == nil)
        let object: JSONValue = ["a": 1]
        #expect(object.ifObject == object)
        for other: JSONValue in [nil, [], "x"] { #expect(other.ifObject == nil) }
    }
}

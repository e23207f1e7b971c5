import JSON
import Testing

@testable import EventPatterns

@Suite("Matching many patterns")
struct PatternMatcherTests {
    @Test("the matching ones come in the order given")
    func order() throws {
        let matcher = PatternMatcher(
            try [
                #"{"source":[{"prefix":"aws."}]}"#,
                #"{"source":["aws.config"],"detail":{"state":["ok"]}}"#,
                #"{"source":["aws.ec2"]}"#, #"{"source":["aws.ec2","aws.config"]}"#,
                #"{"detail":{"error":[{"exists":false}]}}"#, #"{"detail.state":["ok", null]}"#,
            ].map(EventPattern.init(parsing:)))
        #expect(
            matcher.matches(["source": "aws.config", "detail": ["state": "ok"]])
                == [0, 1, 3, 4, 5])
        #expect(matcher.matches(["source": "github", "detail": ["error": 1]]) == [])
        #expect(matcher.matches([]) == [])
        #expect(PatternMatcher([]).matches(["a": 1]) == [])
    }

    @Test("a pattern whose alternatives match at once comes once")
    func alternatives() throws {
        let pattern = try EventPattern(parsing: #"{"$or":[{"a":[1]},{"b":[{"exists":true}]}]}"#)
        #expect(PatternMatcher([pattern]).matches(["a": 1, "b": 2]) == [0])
    }

    @Test("texts come first or last, in whatever case, as each test alone says")
    func affixes() throws {
        let tests = ["", "a", "ab", "abc", "b", "bc", "c", "Ab", "é", "ÉA", "straße", "::1"]
            .flatMap { text in
                [
                    JSONValue.string(text), ["prefix": .string(text)], ["suffix": .string(text)],
                    ["equals-ignore-case": .string(text)],
                    ["prefix": ["equals-ignore-case": .string(text)]],
                    ["suffix": ["equals-ignore-case": .string(text)]],
                ]
            }
        let patterns = try tests.map { try EventPattern(["k": [$0]]) }
        let matcher = PatternMatcher(patterns)
        let values = ["", "a", "AB", "abc", "ABCD", "xabc", "xBC", "éa", "Éa", "STRASSE", "0:0::1"]
        for value in values {
            let event: JSONValue = ["k": .string(value)]
            let alone = patterns.indices.filter { patterns[$0].matches(event) }
            #expect(matcher.matches(event) == alone, "\(value)")
        }
    }

    @Test("an event made to be expensive costs no more than its steps")
    func expensive() throws {
        // One path leads through many arrays, and no choice of elements agrees.
        let fields = (0..<12).map { "\"a.k\($0)\":[1]" }.joined(separator: ",")
        let pattern = try EventPattern(parsing: "{\(fields),\"a.z\":[{\"exists\":false}]}")
        let elements = (0..<12).map { "{\"k\($0)\":1}" }.joined(separator: ",")
        let arrays = Array(repeating: "\"a\":[\(elements)]", count: 6).joined(separator: ",")
        let event = try JSONDocument(
            parsing: Array("{\(arrays),\"a.z\":2}".utf8), limits: .event)
        #expect(PatternMatcher(Array(repeating: pattern, count: 20)).matches(event) == [])
        // Many leaves at one path, and many patterns that try each of them.
        let leaves = Array(repeating: "1", count: 20_000).joined(separator: ",")
        let long = try JSONDocument(parsing: Array("{\"a\":[\(leaves)]}".utf8))
        let wildcards = try (0..<20).map {
            try EventPattern(["a": [["wildcard": .string("x*\($0)")]]])
        }
        #expect(PatternMatcher(wildcards).matches(long) == [])
    }
}

import JSON
import Testing

@testable import EventPatterns

@Suite("Matching many patterns")
struct PatternMatcherTests {
    @Test("the matching ones come in the order given")
    func order() throws {
        let matcher = PatternMatcher([
            ("prefix", try pattern(#"{"source":[{"prefix":"aws."}]}"#)),
            ("config", try pattern(#"{"source":["aws.config"],"detail":{"state":["ok"]}}"#)),
            ("ec2", try pattern(#"{"source":["aws.ec2"]}"#)),
            ("either", try pattern(#"{"source":["aws.ec2","aws.config"]}"#)),
            ("absent", try pattern(#"{"detail":{"error":[{"exists":false}]}}"#)),
            ("ok", try pattern(#"{"detail.state":["ok", null]}"#)),
        ])
        #expect(
            matcher.matches(["source": "aws.config", "detail": ["state": "ok"]])
                == ["prefix", "config", "either", "absent", "ok"])
        #expect(matcher.matches(["source": "github", "detail": ["error": 1]]) == [])
        #expect(matcher.matches([]) == [])
    }

    @Test("it agrees with each pattern alone")
    func agreement() throws {
        let texts = [
            #"{"a":["x"],"b":[{"anything-but":"y"}]}"#, #"{"a":["x","y"]}"#, #"{"b":[1, null]}"#,
            #"{"c":{"d":[1],"e":[2]}}"#, #"{"c.d":[1],"a":["x"]}"#,
            #"{"c":{"d":[{"exists":false}]}}"#,
        ]
        let patterns = try texts.map { ($0, try pattern($0)) }
        let matcher = PatternMatcher(patterns)
        for text in [
            "{}", #"{"a":"x"}"#, #"{"a":["y","x"],"b":1.0}"#, #"{"a":"x","b":null,"c":{"d":1}}"#,
            #"{"c":[{"d":1},{"e":2}]}"#, #"{"c":[{"d":1,"e":2}],"a":"x"}"#, #"{"b":"y"}"#,
        ] {
            let event = try event(text)
            #expect(
                matcher.matches(event) == patterns.filter { $0.1.matches(event) }.map(\.0),
                "\(text)")
        }
    }

    @Test("without patterns nothing matches")
    func none() {
        #expect(PatternMatcher<Int>([]).matches(["a": 1]) == [])
    }
}

import JSON
import Testing

@testable import EventPatterns

/// Where Hookferry decides otherwise than event-ruler 2.0.1, and why.
@Suite("Departures from event-ruler")
struct DepartureTests {
    @Test(
        "the same path twice is refused, as the last one to win is never what was meant",
        arguments: [
            #"{"a":[1],"a":[2]}"#, #"{"a":{"b":[1]},"a.b":[2]}"#,
            #"{"a":[1],"$or":[{"a":[2]},{"b":[1]}]}"#, #"{"$or":[{"a":[1]},{"b":[2]}],"a":[3]}"#,
            #"{"$or":[{"a":[1]},{"b":[2]}],"x":[1],"x":[2]}"#,
        ])
    func writtenTwice(text: String) throws {
        let error = try #require(throws: PatternError.self) { try pattern(text) }
        #expect(error.code == .writtenTwice)
    }

    @Test(
        "text after the pattern or the event is refused",
        arguments: [#"{"a":[1]} x"#, #"{"a":[1]}}"#, #"{"a":[1]}{"b":[2]}"#, #"{"a":[1]},"#])
    func trailingText(text: String) throws {
        let error = try #require(throws: PatternError.self) { try pattern(text) }
        #expect(error.code == .json)
        #expect(throws: JSONError.self) { try event(text) }
    }

    @Test("more than 1,000 combinations of $or are refused, as they double with each $or")
    func combinations() throws {
        let ors = (0..<40).map { #""k\#($0)":{"$or":[{"a":[1]},{"b":[1]}]}"# }
        let error = try #require(throws: PatternError.self) {
            try pattern("{\(ors.joined(separator: ","))}")
        }
        #expect(error.code == .tooManyCombinations)
    }

    @Test(
        "what event-ruler documents holds where its automaton does otherwise",
        arguments: [
            (#"[{"cidr":"16.0.0.0/8"}]"#, "1012345678", false),
            (#"[{"cidr":"0.0.0.0/0"}]"#, "5e-324", false),
            (#"[{"cidr":"10.0.0.0/8"}]"#, #""0a00::1""#, false),
            (#"["0.0.0.0"]"#, #""::1""#, false),
            (#"[{"prefix":"a\""}]"#, #""a""#, false), (#"[{"suffix":"\"a"}]"#, #""a""#, false),
            (#"["FOO",{"numeric":["<=",1.5]},"FOO "]"#, #""FOO""#, true),
            (#"["10.0.0",{"numeric":[">=",-1.5]}]"#, #""10.0.0""#, true),
            (#"[{"anything-but":{"wildcard":"*"}},{"numeric":["<=",1]},"É"]"#, #""и""#, false),
            (#"[{"numeric":[">=",0]}]"#, "5e-324", true),
        ])
    func documented(list: String, value: String, matches: Bool) throws {
        let found = try pattern("{\"a\":\(list)}").matches(event("{\"a\":\(value)}"))
        #expect(found == matches)
    }

    @Test(
        "an emoji matches itself whatever its case",
        arguments: [
            #"{"equals-ignore-case":"a😀"}"#, #"{"prefix":{"equals-ignore-case":"a😀"}}"#,
            #"{"suffix":{"equals-ignore-case":"😀"}}"#,
        ])
    func emoji(test: String) throws {
        let pattern = try pattern("{\"a\":[\(test)]}")
        #expect(pattern.matches(["a": "A😀"]))
        #expect(!pattern.matches(["a": "A??"]))
        let refusing = try self.refusing
        #expect(!refusing.matches(["a": "A😀"]))
        #expect(refusing.matches(["a": "A??"]))
    }

    private var refusing: EventPattern {
        get throws { try pattern(#"{"a":[{"anything-but":{"equals-ignore-case":"a😀"}}]}"#) }
    }
}

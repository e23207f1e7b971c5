import JSON
import Testing

@testable import EventPatterns

@Suite("Compiling event patterns")
struct PatternCompilerTests {
    @Test(
        "a mistake has a code, a sentence, a place and a hint",
        arguments: [
            ("[]", .shape, [], "an object, not an array", ""),
            ("{}", .empty, [], "empty object", ""),
            (#"{"a":{"b":[]}}"#, .empty, ["a", "b"], "empty list", ""),
            (#"{"a":{"b":{}}}"#, .empty, ["a", "b"], "empty object", ""),
            (#"{"a":"x"}"#, .shape, ["a"], "a list of values, not a string", #"["x"]"#),
            (
                #"{"a":{"prefix":"x"}}"#, .shape, ["a", "prefix"], "list",
                #"[{"prefix": "x"}]"#
            ),
            (#"{"a":[[1]]}"#, .shape, ["a"], "no lists", ""),
            (#"{"a":[{}]}"#, .shape, ["a"], "one key, not 0", ""),
            (#"{"a":[{"prefix":"x","suffix":"y"}]}"#, .shape, ["a"], "one key, not 2", "own"),
            (
                #"{"a":[{"perfix":"x"}]}"#, .unknownOperator, ["a", "perfix"], "perfix",
                "did you mean prefix?"
            ),
            (
                #"{"a":[{"Prefix":"x"}]}"#, .unknownOperator, ["a", "Prefix"], "Prefix",
                "did you mean prefix?"
            ),
            (#"{"a":[{"regex":"x"}]}"#, .unknownOperator, ["a", "regex"], "regex", ""),
            (#"{"a":[{"wildcard":"x*"}]}"#, .unsupported, ["a", "wildcard"], "not supported", ""),
            (#"{"a":[{"cidr":"10.0.0.0/8"}]}"#, .unsupported, ["a", "cidr"], "this version", ""),
            (#"{"$or":[{"a":[1]},{"b":[1]}]}"#, .unsupported, ["$or"], "$or", ""),
            (
                #"{"a":[{"anything-but":{"prefix":"x"}}]}"#, .unsupported, ["a", "anything-but"],
                "inside", ""
            ),
            (
                #"{"a":[{"prefix":{"equals-ignore-case":"x"}}]}"#, .unsupported, ["a", "prefix"],
                "inside", ""
            ),
            (#"{"a":[{"prefix":1}]}"#, .operand, ["a", "prefix"], "a string, not a number", ""),
            (#"{"a":[{"exists":"true"}]}"#, .operand, ["a", "exists"], "true or false", ""),
            (#"{"a":[{"anything-but":[]}]}"#, .operand, ["a", "anything-but"], "needs", ""),
            (#"{"a":[{"anything-but":[1,"x"]}]}"#, .operand, ["a", "anything-but"], "both", ""),
            (#"{"a":[{"anything-but":null}]}"#, .operand, ["a", "anything-but"], "null", ""),
            (#"{"a":[{"anything-but":1e400}]}"#, .operand, ["a", "anything-but"], "1e400", ""),
            (#"{"a":[{"numeric":[">",5,"<",5]}]}"#, .operand, ["a", "numeric"], "below", ""),
            (#"{"a":[{"numeric":["<",5,">",1]}]}"#, .operand, ["a", "numeric"], "\"<\"", ""),
            (#"{"a":[{"numeric":["=",5,"<",9]}]}"#, .operand, ["a", "numeric"], "\"=\"", ""),
            (#"{"a":[{"numeric":["!=",5]}]}"#, .operand, ["a", "numeric"], "\"!=\"", ""),
            (#"{"a":[{"numeric":[">"]}]}"#, .operand, ["a", "numeric"], "list", ""),
            (#"{"a":[{"numeric":[">","5"]}]}"#, .operand, ["a", "numeric"], "a string", ""),
            (#"{"a":{"b":[1]},"a.b":[2]}"#, .writtenTwice, ["a.b"], "the other is a → b", ""),
            (#"{"a":[1],"a":[2]}"#, .writtenTwice, [], "line 1, column 10", ""),
            (#"{"a":[1]} x"#, .json, [], "text follows", ""),
        ] as [(String, PatternError.Code, [String], String, String)])
    func mistakes(
        text: String, code: PatternError.Code, path: [String], words: String, hint: String
    ) throws {
        let error = try #require(throws: PatternError.self) { try EventPattern(parsing: text) }
        #expect(error.code == code, "\(error)")
        #expect(error.path == path, "\(error)")
        #expect(error.message.contains(words), "\(error)")
        #expect(hint.isEmpty || (error.hint ?? "").contains(hint), "\(error)")
    }

    @Test("256 fields are allowed, 257 are not")
    func fieldsMax() throws {
        func fields(_ count: Int) -> JSONValue {
            var object = JSONObject()
            for number in 0..<count { object["k\(number)"] = [1] }
            return .object(object)
        }
        #expect(try EventPattern(fields(256)).matches(fields(256)))
        let error = try #require(throws: PatternError.self) { try EventPattern(fields(257)) }
        #expect(error.code == .tooManyFields)
        #expect(error.path == ["k256"])
    }
}

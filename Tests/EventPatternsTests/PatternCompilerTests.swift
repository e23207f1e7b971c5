import JSON
import Testing

@testable import EventPatterns

@Suite("Compiling event patterns")
struct PatternCompilerTests {
    @Test(
        "a mistake has a code, a sentence, a place and a hint",
        arguments: [
            Mistake("[]", .shape, at: [], "a pattern is an object, not an array", hint: "{"),
            Mistake("{}", .empty, at: [], "a pattern that is an empty object", hint: "exists"),
            Mistake(#"{"a":{"b":[]}}"#, .empty, at: ["a", "b"], "empty list"),
            Mistake(#"{"a":{"b":{}}}"#, .empty, at: ["a", "b"], "empty object"),
            Mistake(#"{"a":"x"}"#, .shape, at: ["a"], "list of values", hint: #"write ["x"]"#),
            Mistake(#"{"a":null}"#, .shape, at: ["a"], "not null", hint: "write [null]"),
            Mistake(
                #"{"a":{"prefix":"x"}}"#, .shape, at: ["a", "prefix"], "not a string",
                hint: #"[{"prefix": "x"}]"#),
            Mistake(#"{"a":[[1]]}"#, .shape, at: ["a"], "no lists"),
            Mistake(#"{"a":[1,[]]}"#, .shape, at: ["a", "1"], "no lists"),
            Mistake(#"{"a":[{}]}"#, .shape, at: ["a"], "one key, not 0"),
            Mistake(
                #"{"a":["x",{"prefix":"x","suffix":"y"}]}"#, .shape, at: ["a", "1"],
                "one key, not 2", hint: "object of its own"),
            Mistake(#"{"a":["x",{"prefix":1}]}"#, .operand, at: ["a", "1", "prefix"], "a string"),
            Mistake(#"{"a":[1],"a":[2]}"#, .writtenTwice, at: ["a"], "this path is written twice"),
            Mistake(#"{"a":[1]"#, .json, at: [], "(line 1, column 9)"),
            Mistake(
                #"{"a":[{"$or":[{"a":[1]},{"b":[1]}]}]}"#, .unknownOperator, at: ["a", "$or"], "$or"
            ),
        ])
    func mistakes(mistake: Mistake) throws { try mistake.expect() }

    @Test(
        "mistakes in $or",
        arguments: [
            Mistake(#"{"$or":1}"#, .alternatives, at: ["$or"], "not a number", hint: "$or"),
            Mistake(#"{"$or":{"a":[1]}}"#, .alternatives, at: ["$or"], "not an object"),
            Mistake(#"{"$or":[]}"#, .alternatives, at: ["$or"], "a list of 0"),
            Mistake(#"{"a":{"$or":[{"b":[1]}]}}"#, .alternatives, at: ["a", "$or"], "a list of 1"),
            Mistake(#"{"$or":[{"b":[1]},2]}"#, .alternatives, at: ["$or", "1"], "not a number"),
            Mistake(#"{"$or":[{"b":[1]},{}]}"#, .empty, at: ["$or", "1"], "empty object"),
            Mistake(
                #"{"$or":[{"b":[1]},{"c":{"prefix":["x"]}}]}"#, .reservedName,
                at: ["$or", "1", "c", "prefix"], "named prefix", hint: "not operators"),
            Mistake(
                #"{"$or":[{"b":[1]},{"$or":[{"c":[1]},{"c":[{"prefix":1}]}]}]}"#, .operand,
                at: ["$or", "1", "$or", "1", "c", "prefix"], "a string"),
        ])
    func orMistakes(mistake: Mistake) throws { try mistake.expect() }

    @Test(
        "names of operators are no fields inside of $or, elsewhere they are",
        arguments: [
            "exactly", "prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but",
            "numeric", "cidr", "exists", "=", "<", "<=", ">", ">=", "regex", "not-wildcard",
            "not-equals-ignore-case", "date-after", "date-on-or-after", "date-before",
            "date-on-or-before", "in-date-range", "ip-address-in-range",
            "ip-address-not-in-range",
        ])
    func reservedNames(name: String) throws {
        try Mistake(
            "{\"$or\":[{\"b\":[1]},{\"\(name)\":[2]}]}", .reservedName, at: ["$or", "1", name], name
        ).expect()
        #expect(try pattern("{\"\(name)\":[2]}").matches([name: 2]))
        #expect(try pattern("{\"$or\":[{\"a\":[2]},{\"x.\(name)\":[2]}]}").matches(["a": 2]))
    }

    @Test(
        "a path stands once in a combination",
        arguments: [
            (#"{"a":{"b":[1]},"a.b":[2]}"#, ["a.b"], "the other is a → b"),
            (
                #"{"a":[1],"$or":[{"b":[1]},{"a":[2]}]}"#, ["$or", "1", "a"],
                "the other is a"
            ),
            (
                #"{"$or":[{"b":[1]},{"a":[2]}],"a":[1]}"#, ["a"], "the other is $or → 1 → a"
            ),
            (
                #"{"x":{"$or":[{"b":[1]},{"a":[2]}]},"$or":[{"c":[1]},{"x.a":[3]}]}"#,
                ["$or", "1", "x.a"], "the other is x → $or → 1 → a"
            ),
            (
                #"{"$or":[{"c":[1]},{"a":[1],"$or":[{"b":[1]},{"a":[1]}]}]}"#,
                ["$or", "1", "$or", "1", "a"], "the other is $or → 1 → a"
            ),
        ])
    func writtenTwice(text: String, path: [String], words: String) throws {
        try Mistake(text, .writtenTwice, at: path, words, hint: "one list").expect()
    }

    @Test("a key may stand twice where the paths differ, as in event-ruler")
    func keyTwice() throws {
        let nested = try pattern(#"{"a":{"b":[1],"b":{"c":[2]}}}"#)
        #expect(nested.matches(["a": [["b": 1, "b.c": 2]]]))
        #expect(!nested.matches(["a": ["b": ["c": 2]]]))
        let twice = try pattern(#"{"$or":[{"a":[1]},{"b":[2]}],"$or":[{"c":[3]},{"d":[4]}]}"#)
        #expect(twice.matches(["b": 2, "c": 3]))
        #expect(!twice.matches(["a": 1, "b": 2]))
    }

    @Test("alternatives of one $or may have paths in common")
    func common() throws {
        let pattern = try pattern(#"{"$or":[{"a":[1],"b":[1]},{"a":[2],"b":[2]}]}"#)
        #expect(pattern.matches(["a": 1, "b": 1]))
        #expect(pattern.matches(["a": 2, "b": 2]))
        #expect(!pattern.matches(["a": 1, "b": 2]))
    }

    @Test(
        "$or is multiplied out, each combination in the order of its paths",
        arguments: [
            (#"{"$or":[{"b":[1]},{"a":[1]}],"c":[1]}"#, ["b c", "a c"]),
            (
                #"{"$or":[{"b":[1]},{"a":[1]}],"x":{"$or":[{"b":[1]},{"a":[1]}]}}"#,
                ["b x.b", "b x.a", "a x.b", "a x.a"]
            ),
            (
                #"{"$or":[{"b":[1],"$or":[{"a":[1]},{"c":[1]}]},{"d":[1]}]}"#,
                ["a b", "b c", "d"]
            ),
            (#"{"z":[1],"y":{"x":[1]},"y.w":[1]}"#, ["y.w y.x z"]),
            // By UTF-16, where a surrogate pair comes before U+E000.
            ("{\"\u{E000}\":[1],\"😀\":[1]}", ["😀 \u{E000}"]),
        ])
    func alternatives(text: String, names: [String]) throws {
        let found = try pattern(text).alternatives.map { fields in
            fields.map(\.name).joined(separator: " ")
        }
        #expect(found == names)
    }

    @Test("1,000 combinations are allowed, more are refused before they are made")
    func combinationsMax() throws {
        func text(_ counts: [Int]) -> String {
            let parts = counts.enumerated().map { number, count in
                let list = (0..<count).map { "{\"f\($0)\":[1]}" }.joined(separator: ",")
                return "\"k\(number)\":{\"$or\":[\(list)]}"
            }
            return "{\(parts.joined(separator: ","))}"
        }
        #expect(try pattern(text([10, 10, 10])).alternatives.count == 1_000)
        #expect(try pattern(text([1_000])).alternatives.count == 1_000)
        #expect(try pattern(text([10, 10, 10])).matches(["k0.f1": 1, "k1.f9": 1, "k2.f0": 1]))
        try Mistake(
            text([7, 11, 13]), .tooManyCombinations, at: ["k2", "$or"], "1000", hint: "several"
        ).expect()
        try Mistake(
            text([1_001]), .tooManyCombinations, at: ["k0", "$or", "1000"], "1000"
        ).expect()
        let start = ContinuousClock.now
        try Mistake(
            text(Array(repeating: 2, count: 5_000)), .tooManyCombinations, at: ["k9", "$or"], "1000"
        ).expect()
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test("256 fields are allowed, 257 are not, in each combination")
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
        #expect(try EventPattern(["$or": [fields(256), fields(256)]]).matches(fields(256)))
        let inner = try #require(throws: PatternError.self) {
            try EventPattern(["$or": [fields(1), fields(256)], "x": [1]])
        }
        #expect(inner.code == .tooManyFields)
        #expect(inner.path == ["x"])
    }
}

import JSON
import Testing

@testable import JMESPath

@Suite("JMESPath parser")
struct ParserTests {
    @Test(
        "an error has its class, a sentence and a place",
        arguments: [
            ("foo.", .syntax, "expected a name", 4),
            ("foo bar", .syntax, "found 'bar'", 4),
            ("foo[", .syntax, "the end of the expression", 4),
            ("foo ?? 'x'", .syntax, "'?' has no meaning here", 4),
            ("a = b", .syntax, "compare with '=='", 2),
            ("'abc", .syntax, "closing '", 0),
            ("ä.b", .syntax, "'ä'", 0),
            ("\"ä\".#", .syntax, "'#'", 4),
            ("a == `foo`", .syntax, "not JSON", 5),
            ("{a: b,}", .syntax, "expected a key", 6),
            ("f(a b)", .syntax, "expected ',' or ')'", 4),
            ("length(a,)", .syntax, "expected a value", 9),
            ("&a", .syntax, "expected a value", 0),
            ("\"length\"(a)", .syntax, "without quotes", 0),
            ("a.nope(b)", .unknownFunction, "nope", 2),
            ("length()", .invalidArity, "1 argument, not 0", 0),
            ("a | split(b)", .invalidArity, "2 to 3 arguments, not 1", 4),
            ("merge()", .invalidArity, "at least 1 argument", 0),
            ("a[::0]", .invalidValue, "0", 5),
            ("-", .syntax, "'-' needs a number", 0),
        ] as [(String, JMESPathError.Code, String, Int)])
    func errors(text: String, code: JMESPathError.Code, words: String, offset: Int) throws {
        let error = try #require(failure(text))
        #expect(error.code == code, "\(error)")
        #expect(error.message.contains(words), "\(error)")
        #expect(error.offset == offset, "\(error)")
        #expect(error.description.hasPrefix(code.rawValue + ": "))
    }

    @Test("not binds more tightly than a dot")
    func not() throws {
        #expect(try evaluate("!a.b", ["a": ["b": false]]) == .null)
        #expect(try evaluate("(!a).b", ["a": ["b": false]]) == .null)
        #expect(try evaluate("!(a.b)", ["a": ["b": false]]) == true)
    }

    @Test("projections end where the specification says")
    func projections() throws {
        let input: JSONValue = ["a": [["b": [1, 2]], ["b": [3]]]]
        #expect(try evaluate("a[*].b[0]", input) == [1, 3])
        #expect(try evaluate("a[*].b | [0]", input) == [1, 2])
        #expect(try evaluate("(a[*].b)[0]", input) == [1, 2])
        #expect(try evaluate("a[].b[]", input) == [1, 2, 3])
        #expect(try evaluate("a[*].b[?@ > `1`]", input) == [[2], [3]])
        // As in the reference implementation, a filter ends the projection of another filter.
        #expect(try evaluate("a[?b].b[?@ > `1`]", input) == [])
        #expect(try evaluate("a[?b[?@ == `3`]] | [0].b", input) == [3])
        #expect(
            try evaluate("[[?@][?@], [*][?@]]", [[1, 0], [2]]) == [
                [[1, 0], [2]], [[1, 0], [2]],
            ])
    }

    @Test(
        "names that follow each other are one part, wherever they stand",
        arguments: [
            ("a.b.c", 1), ("a | b.c", 1), ("(a.b).c", 1), ("(a | b).c", 1), ("@.a.b.c", 1),
            ("l[0].b.c", 1), ("l[*].b.c", [1, 2]), ("l[].b | [0].c", 1), ("*.b.c", [1]),
            ("a.b.c.d", .null), ("a.x.c", .null), ("l.b.c", .null), ("a.\"b\".c", 1),
        ] as [(String, JSONValue)])
    func names(text: String, result: JSONValue) throws {
        let input: JSONValue = [
            "a": ["b": ["c": 1]], "l": [["b": ["c": 1]], ["b": ["c": 2]], ["b": 3]],
        ]
        #expect(try evaluate(text, input) == result)
    }

    @Test("operators bind as the specification says")
    func operators() throws {
        let input: JSONValue = ["t": true, "f": false]
        #expect(try evaluate("t || f && f", input) == true)
        #expect(try evaluate("(t || f) && f", input) == false)
        #expect(try evaluate("t == t && f == f || f", input) == true)
        #expect(try evaluate("t | f || 'x'", input) == "x")
    }
}

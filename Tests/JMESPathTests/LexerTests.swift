import JSON
import Testing

@testable import JMESPath

@Suite("JMESPath lexer")
struct LexerTests {
    @Test("tokens know their place in characters")
    func places() throws {
        var lexer = Lexer("\"ä😀\" || a1_[?b<=-12]\n[]")
        let tokens = try lexer.tokens()
        #expect(
            tokens.map(\.kind) == [
                .quotedIdentifier("ä😀"), .or, .identifier("a1_"), .filter, .identifier("b"),
                .lessOrEqual, .number(-12), .rightBracket, .flatten, .end,
            ])
        #expect(tokens.map(\.offset) == [0, 5, 8, 11, 13, 14, 16, 19, 21, 23])
    }

    @Test(
        "strings and literals",
        arguments: [
            (#"'it\'s'"#, "it's"), (#"'a\nb'"#, #"a\nb"#), (#"'\\'"#, #"\\"#), ("''", ""),
            (#"`"a\`b"`"#, "a`b"), ("` [1 ] `", [1]), ("`1.0`", .number(JSONNumber(1))),
            (#"`"\ud83d\ude00"`"#, "😀"),
        ] as [(String, JSONValue)])
    func strings(text: String, value: JSONValue) throws {
        var evaluation = Evaluation(stepsMax: 100)
        #expect(try evaluation.isEqual(evaluate(text), value))
    }

    @Test(
        "what does not close is refused",
        arguments: ["'", "'\\", "'\\'", "`", "`1", "`\\`", "\"", "\"a\\\"", "\"\\u\"", "\"\n\""])
    func unclosed(text: String) {
        #expect(failure(text)?.code == .syntax)
    }
}

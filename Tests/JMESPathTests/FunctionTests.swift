import JSON
import Testing

@testable import JMESPath

/// The standard functions are tested by the compliance suite; here are those of JMESPath Community
/// and what the suite leaves out.
@Suite("JMESPath functions")
struct FunctionTests {
    @Test(
        "strings",
        arguments: [
            ("find_first('subject string', 'string')", 8),
            ("find_first('subject string', 'string', `0`, `14`)", 8),
            ("find_first('subject string', 'string', `-99`, `100`)", 8),
            ("find_first('subject string', 'string', `0`, `13`)", .null),
            ("find_first('subject string', 'string', `8`)", 8),
            ("find_first('subject string', 'string', `9`)", .null),
            ("find_first('subject string', 's', `1`)", 8),
            ("find_first('ä😀b', 'b', `1`)", 2),
            ("find_first('subject string', 'string', `-6`)", 8),
            ("find_first('subject string', 'string', `8`, `11`)", .null),
            ("find_first('subject string', 's')", 0),
            ("find_first('subject string', '')", .null),
            ("find_first('', '')", .null),
            ("find_first('a', 'a', `5`, `2`)", .null),
            ("lower('STRING Ä')", "string ä"),
            ("upper('straße')", "STRASSE"),
            ("replace('aabaaabaaaab', 'aa', '-', `0`)", "aabaaabaaaab"),
            ("replace('aabaaabaaaab', 'aa', '-', `1`)", "-baaabaaaab"),
            ("replace('aabaaabaaaab', 'aa', '-', `2`)", "-b-abaaaab"),
            ("replace('aabaaabaaaab', 'aa', '-', `3`)", "-b-ab-aab"),
            ("replace('aabaaabaaaab', 'aa', '-')", "-b-ab--b"),
            ("replace('abc', '', '-')", "abc"),
            ("split('all', '')", ["a", "l", "l"]),
            ("split('all', '', `1`)", ["a", "ll"]),
            ("split('all', '', `9`)", ["a", "l", "l"]),
            ("split('', '')", []),
            ("split('', ',')", [""]),
            ("split('/', '/')", ["", ""]),
            ("split('all chars', '', `3`)", ["a", "l", "l", " chars"]),
            ("split('avg|-|min|-|max', '|-|', `1`)", ["avg", "min|-|max"]),
            ("split('abc', '-')", ["abc"]),
            ("split('a-b-c', '-')", ["a", "b", "c"]),
            ("split('a-b-c', '-', `1`)", ["a", "b-c"]),
            ("split('a-b-c', '-', `0`)", ["a-b-c"]),
            ("trim('  \tsubject string \n')", "subject string"),
            ("trim('  a  ', '')", "a"),
            ("trim('   subject string   ', 'gsu ')", "bject strin"),
            ("trim(' subject string ', 's')", " subject string "),
            ("trim(' subject string ', 'su ')", "bject string"),
            ("trim('\u{85}\u{A0}\u{1680}\u{2003}\u{2028}\u{202F}\u{205F}\u{3000}')", ""),
            ("trim('aaa', 'a')", ""),
            ("length('e\u{301}😀')", 3),
            ("reverse('abc')", "cba"),
            ("contains('abc', '')", true),
            ("contains('aaab', 'aab')", true),
            ("contains('abc', `1`)", false),
        ] as [(String, JSONValue)])
    func strings(text: String, result: JSONValue) throws {
        #expect(try evaluate(text) == result)
    }

    @Test("objects and arrays")
    func objects() throws {
        let input: JSONValue = ["o": ["b": 1, "a": [2]], "l": [3, 4, 5]]
        #expect(try evaluate("items(o)", input) == [["b", 1], ["a", [2]]])
        #expect(try evaluate("from_items(items(o))", input) == ["b": 1, "a": [2]])
        #expect(try evaluate("from_items(`[[\"a\", 1], [\"a\", 2]]`)") == ["a": 2])
        #expect(try evaluate("zip(l, keys(o))", input) == [[3, "b"], [4, "a"]])
        #expect(try evaluate("zip(l)", input) == [[3], [4], [5]])
        #expect(try evaluate("zip(l, `[]`)", input) == [])
        #expect(try evaluate("sort_by(items(o), &[0])", input) == [["a", [2]], ["b", 1]])
        #expect(try evaluate("keys(merge(o, {c: l}))", input) == ["b", "a", "c"])
    }

    @Test(
        "wrong arguments are named",
        arguments: [
            ("abs('a')", .invalidType, "a number as argument 1, not a string"),
            ("join('-', `[1]`)", .invalidType, "an array of strings as argument 2, not this array"),
            ("length(`1`)", .invalidType, "a string or an array or an object"),
            ("sort_by(`[]`, 'a')", .invalidType, "an expression (&…)"),
            ("to_string(&a)", .invalidType, "any value"),
            ("sort_by(`[{\"a\": 1}, {\"a\": \"x\"}]`, &a)", .invalidType, "not both"),
            ("split('a', 'b', `-1`)", .invalidValue, "negative"),
            ("split('a', 'b', `1.5`)", .invalidValue, "whole number"),
            ("replace('a', 'b', 'c', `-1`)", .invalidValue, "negative"),
            ("find_first('a', 'a', `0.5`)", .invalidValue, "whole number"),
            ("find_first('a', 'a', `1`, `2`, `3`)", .invalidArity, "2 to 4 arguments"),
            ("find_first('a', 'a', `1.3`, '2')", .invalidType, "as argument 4"),
            ("zip(`[]`, 'a')", .invalidType, "an array as argument 2"),
            ("items(`[]`)", .invalidType, "an object"),
            ("from_items(`[1]`)", .invalidType, "pairs, not a number"),
            ("from_items(`[[\"a\"]]`)", .invalidValue, "pairs"),
            ("from_items(`[[1, 2]]`)", .invalidValue, "pairs"),
            ("sum(`[1e308, 1e308]`)", .invalidValue, "too large"),
            ("ceil(`1e999`)", .invalidValue, "too large"),
        ] as [(String, JMESPathError.Code, String)])
    func wrongArguments(text: String, code: JMESPathError.Code, words: String) throws {
        let error = try #require(failure(text))
        #expect(error.code == code, "\(error)")
        #expect(error.message.contains(words), "\(error)")
    }

    @Test("whole numbers stay whole and large ones stay exact")
    func numbers() throws {
        #expect(try evaluate("sum(`[1, 2.0]`)").serialized() == "3")
        #expect(try evaluate("avg(`[1, 2]`)").serialized() == "1.5")
        #expect(try evaluate("avg(`[]`)") == .null)
        #expect(try evaluate("abs(`-9007199254740993`)").serialized() == "9007199254740993")
        #expect(
            try evaluate("max(`[9007199254740992, 9007199254740993]`)").serialized()
                == "9007199254740993")
        #expect(try evaluate("`9007199254740993` == `9007199254740992`") == false)
        #expect(try evaluate("`1` == `1.0`") == true)
        #expect(try evaluate("`[{\"a\": 1}]` == `[{\"a\": 1e0}]`") == true)
        #expect(try evaluate("ceil(`1e30`)").doubleValue == 1e30)
        #expect(try evaluate("to_number('0x1')") == .null)
    }

    @Test("sorting keeps the order of equals, and compares by characters")
    func sorting() throws {
        let input: JSONValue = [["k": 1, "n": 1], ["k": 0, "n": 2], ["k": 1, "n": 3]]
        #expect(try evaluate("sort_by(@, &k)[].n", input) == [2, 1, 3])
        #expect(try evaluate("max_by(@, &k).n", input) == 1)
        #expect(try evaluate("min_by(@, &k).n", input) == 2)
        #expect(
            try evaluate("sort(@)", ["😀", "\u{FF5E}", "Z", "a"]) == ["Z", "a", "\u{FF5E}", "😀"])
        #expect(try evaluate("'\u{E9}' == 'e\u{301}'") == false)
    }
}

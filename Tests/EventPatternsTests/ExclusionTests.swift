import JSON
import Testing

@testable import EventPatterns

@Suite("anything-but")
struct ExclusionTests {
    /// Operand, values it refuses, values it takes; each value as JSON.
    @Test(
        "some values are refused, values of other types never",
        arguments: [
            (#""x""#, [#""x""#], [#""y""#, #""X""#, #""""#, #""xx""#]),
            (#""""#, [#""""#], [#""x""#]),
            (#"["x","y"]"#, [#""x""#, #""y""#], [#""z""#]),
            (#"["b","a","c","a"]"#, [#""a""#, #""b""#, #""c""#], [#""d""#, #""""#, #""ab""#]),
            (#""1""#, [#""1""#], ["1"]),
            ("1", ["1", "1.0", "1e0", "10E-1"], ["2", #""1""#, "1e400", "9007199254740993"]),
            ("[0,5]", ["-0", "0.0", "5"], ["4", #""5""#]),
            (#"{"prefix":"x"}"#, [#""x""#, #""xy""#], [#""X""#, #""""#, #""yx""#]),
            (#"{"prefix":["x","é"]}"#, [#""éa""#, #""x""#], [#""e""#]),
            (#"{"suffix":"x"}"#, [#""x""#, #""yx""#], [#""X""#, #""""#, #""xy""#]),
            (#"{"suffix":["x",".png"]}"#, [#""a.png""#, #""x""#], [#""png""#]),
            (#"{"equals-ignore-case":"X"}"#, [#""x""#, #""X""#], [#""xx""#, #""""#]),
            (#"{"equals-ignore-case":["a","ß"]}"#, [#""A""#, #""SS""#], [#""s""#]),
            (#"{"equals-ignore-case":""}"#, [#""""#], [#""x""#]),
            (#"{"wildcard":"a*c"}"#, [#""ac""#, #""abc""#], [#""abcd""#]),
            (#"{"wildcard":["*","b"]}"#, [#""ac""#, #""""#], []),
            (#"{"wildcard":["a","b*"]}"#, [#""a""#, #""bc""#], [#""ab""#]),
            // An address has no other texts here.
            (#""10.0.0.1""#, [#""10.0.0.1""#], [#""010.0.0.1""#]),
        ])
    func refusal(operand: String, refused: [String], taken: [String]) throws {
        let pattern = try pattern("{\"a\":[{\"anything-but\":\(operand)}]}")
        for value in refused {
            #expect(!pattern.matches(try event("{\"a\":\(value)}")), "\(value)")
            #expect(!pattern.matches(try event("{\"a\":[\(value),\(value)]}")), "\(value)")
            #expect(pattern.matches(try event("{\"a\":[\(value),null]}")), "\(value)")
        }
        for value in taken + ["null", "true", "false", "12345678901234567890"] {
            #expect(pattern.matches(try event("{\"a\":\(value)}")), "\(value)")
        }
        for nothing in ["{}", #"{"a":[]}"#, #"{"a":{}}"#, #"{"a":{"b":1}}"#, #"{"a":[{}]}"#] {
            #expect(!pattern.matches(try event(nothing)), "\(nothing)")
        }
    }

    @Test("a set of texts is searched by bytes")
    func set() {
        let texts = (0..<500).map { "key \($0 * 7)" } + ["", "é", "e\u{301}", "😀"]
        let set = TextSet(texts + texts)
        #expect(set.sorted.count == 504)
        for text in texts {
            let isThere = set.contains(text.utf8Span.span)
            #expect(isThere, "\(text)")
        }
        for text in ["key 1", "key", "key 70000", "e", "\u{301}", "😁"] {
            let isThere = set.contains(text.utf8Span.span)
            #expect(!isThere, "\(text)")
        }
    }
}

import JSON
import Testing

@testable import EventPatterns

@Suite("Tests of one value")
struct FieldTestTests {
    /// Every type of value, and strings that look like others.
    private static let values = [
        "null", "true", "false", "0", "-0", "1", "1.0", "5", "1e400", "9007199254740993",
        #""""#, #""1""#, #""null""#, #""true""#, #""x""#, #""X""#, #""xyz""#, #""10.0.0.1""#,
        #""010.0.0.1""#, #""::ffff:a00:1""#, #""::1""#, #""0:0:0:0:0:0:0:1""#, #""é""#, #""É""#,
        #""e\u0301""#, #""\"x\"""#, #""a\"""#,
    ]

    @Test(
        "each test passes these values and no others",
        arguments: [
            ("null", ["null"]), ("true", ["true"]), ("0", ["0", "-0"]), ("1.00", ["1", "1.0"]),
            ("1e400", ["1e400"]), ("9007199254740993", ["9007199254740993"]),
            ("9007199254740993.0", []), (#""x""#, [#""x""#]), (#""1""#, [#""1""#]),
            (#""""#, [#""""#]), (#""null""#, [#""null""#]), (#""é""#, [#""é""#]),
            (#""10.0.0.1""#, [#""10.0.0.1""#, #""010.0.0.1""#, #""::ffff:a00:1""#]),
            (#""::1""#, [#""::1""#, #""0:0:0:0:0:0:0:1""#]),
            (#""::ffff:10.0.0.1""#, []),
            (#"{"exactly":"10.0.0.1"}"#, [#""10.0.0.1""#]), (#"{"exactly":""}"#, [#""""#]),
            (#"{"exactly":"null"}"#, [#""null""#]),
            (#"{"prefix":"x"}"#, [#""x""#, #""xyz""#]),
            (#"{"prefix":"e"}"#, [#""e\u0301""#]),
            (#"{"prefix":"a\""}"#, [#""a\"""#]), (#"{"suffix":"\"x\""}"#, [#""\"x\"""#]),
            (#"{"suffix":"z"}"#, [#""xyz""#]),
            (
                #"{"suffix":"0.1"}"#,
                [
                    #""10.0.0.1""#, #""010.0.0.1""#,
                ]
            ),
            (#"{"prefix":{"equals-ignore-case":"X"}}"#, [#""x""#, #""X""#, #""xyz""#]),
            (#"{"suffix":{"equals-ignore-case":"YZ"}}"#, [#""xyz""#]),
            (#"{"suffix":{"equals-ignore-case":"É"}}"#, [#""é""#, #""É""#]),
            (#"{"equals-ignore-case":"X"}"#, [#""x""#, #""X""#]),
            (#"{"equals-ignore-case":"NULL"}"#, [#""null""#]),
            (#"{"wildcard":"x*"}"#, [#""x""#, #""xyz""#]), (#"{"wildcard":"*y*"}"#, [#""xyz""#]),
            (#"{"wildcard":"x"}"#, [#""x""#]),
            (#"{"cidr":"10.0.0.0/8"}"#, [#""10.0.0.1""#, #""010.0.0.1""#, #""::ffff:a00:1""#]),
            (#"{"cidr":"::/0"}"#, [#""::1""#, #""0:0:0:0:0:0:0:1""#]),
            (#"{"numeric":["=",0]}"#, ["0", "-0"]), (#"{"numeric":[">",1]}"#, ["5"]),
            (#"{"numeric":["<=",1]}"#, ["0", "-0", "1", "1.0"]),
            (#"{"exists":true}"#, values), (#"{"exists":false}"#, []),
        ])
    func passing(test: String, passing: [String]) throws {
        let pattern = try pattern("{\"a\":[\(test)]}")
        for value in Self.values {
            let event = try event("{\"a\":\(value)}")
            #expect(pattern.matches(event) == passing.contains(value), "\(value)")
        }
    }

    @Test(
        "operators of strings pass every string if they are empty, and no other value",
        arguments: [
            #"{"prefix":""}"#, #"{"suffix":""}"#, #"{"wildcard":"*"}"#,
            #"{"prefix":{"equals-ignore-case":""}}"#, #"{"suffix":{"equals-ignore-case":""}}"#,
        ])
    func everyString(test: String) throws {
        let pattern = try pattern("{\"a\":[\(test)]}")
        for value in Self.values {
            let isString = value.hasPrefix("\"")
            #expect(pattern.matches(try event("{\"a\":\(value)}")) == isString, "\(value)")
        }
    }

    @Test("one value passes if any test of the list does")
    func list() throws {
        let pattern = try pattern(
            #"{"a":["x",{"numeric":["=",1]},null,{"cidr":"10.0.0.0/8"},{"prefix":"10."}]}"#)
        for value in [#""x""#, "1.0", "null", #""10.9.9.9""#, #""10.x""#] {
            #expect(pattern.matches(try event("{\"a\":\(value)}")), "\(value)")
        }
        for value in [#""y""#, "2", "true", #""11.0.0.1""#] {
            #expect(!pattern.matches(try event("{\"a\":\(value)}")), "\(value)")
        }
    }
}

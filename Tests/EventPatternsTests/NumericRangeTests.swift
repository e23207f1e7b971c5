import JSON
import Testing

@testable import EventPatterns

@Suite("Numeric ranges")
struct NumericRangeTests {
    @Test(
        "a number is in a range or not",
        arguments: [
            (#"["=",5]"#, [5], [4.9, 5.1]), (#"["=",-0.0]"#, [0], [1]), (#"[">",0]"#, [0.1], [0]),
            (#"[">=",0]"#, [0], [-0.1]), (#"["<",0]"#, [-1], [0]), (#"["<=",0]"#, [0], [0.1]),
            (#"[">",0,"<",5]"#, [4], [0, 5]), (#"[">=",0,"<=",5]"#, [0, 5], [-1, 6]),
            (#"[">",0,"<=",5]"#, [5], [0]), (#"[">=",0,"<",5]"#, [0], [5]),
            (#"[">",-1e300,"<",1e300]"#, [1e299], [1e301]),
            (#"["<",1e300]"#, [-1.7976931348623157e308], [1e300]),
        ] as [(String, [Double], [Double])])
    func contains(text: String, inside: [Double], outside: [Double]) throws {
        let range = try NumericRange(try JSONValue(parsing: text))
        for number in inside { #expect(range.contains(number), "\(number)") }
        for number in outside { #expect(!range.contains(number), "\(number)") }
    }

    @Test(
        "mistakes",
        arguments: [
            ("1", "list"), ("\"=\"", "list"), ("{}", "list"), ("null", "list"), ("[]", "list"),
            (#"["="]"#, "list"), (#"["=",1,2]"#, "list"), (#"[">",1,"<",3,false]"#, "list"),
            (#"[">",0,"<"]"#, "list"), (#"["!=",5]"#, #""!=""#), (#"["",5]"#, #""""#),
            (#"["<>",1,">",0]"#, #""<>""#), (#"["<",5,">",1]"#, #""<""#),
            (#"["<",1,"<",5]"#, #""<""#), (#"["=",5,"<",9]"#, #""=""#),
            (#"[">",0,">",1]"#, #"">""#), (#"[">",0,"=",1]"#, #""=""#), ("[1,2]", "not 1"),
            ("[null,1]", "not null"), (#"[">",0,true,1]"#, "not true"),
            (#"[">","5"]"#, "not a string"), (#"["=",true]"#, "not a boolean"),
            (#"["=",null]"#, "null"),
            (#"["=",[1]]"#, "an array"), (#"[">",0,"<","5"]"#, "not a string"),
            (#"[">",5,"<",5]"#, "below"), (#"[">=",5,"<=",5]"#, "below"),
            (#"[">",30,"<",1]"#, "below"), (#"[">",-0.0,"<",0.0]"#, "below"),
            (#"["=",1e400]"#, "1e400"), (#"["=",1E-325]"#, "1E-325"),
            (#"[">",9007199254740993]"#, "9007199254740993"), (#"["<=",5e-324]"#, "5e-324"),
            (#"["<",-5e-324]"#, "-5e-324"), (#"[">",0,"<",12345678901234567890]"#, "1234567890"),
            (#"["=",0.1000000000000000055511151231257827]"#, "exactly"),
        ])
    func mistakes(text: String, words: String) throws {
        let operand = try JSONValue(parsing: text)
        let mistake = try #require(throws: OperandMistake.self) { try NumericRange(operand) }
        #expect(mistake.message.contains(words), "\(mistake)")
    }
}

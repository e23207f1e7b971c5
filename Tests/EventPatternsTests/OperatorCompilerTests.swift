import JSON
import Testing

@testable import EventPatterns

@Suite("Compiling operators")
struct OperatorCompilerTests {
    @Test(
        "there is no such operator",
        arguments: [
            ("perfix", "did you mean `prefix`?"), ("Prefix", "did you mean `prefix`?"),
            (" prefix", "did you mean `prefix`?"), ("PREFIX", "`prefix`?"),
            ("equals-ignorecase", "did you mean `equals-ignore-case`?"),
            ("anythingbut", "did you mean `anything-but`?"), ("regex", "the operators are"),
            ("", "the operators are"), ("=", "the operators are"),
        ])
    func unknown(name: String, hint: String) throws {
        try Mistake("\"x\"", in: name, "no operator", .unknownOperator, hint: hint).expect()
    }

    @Test(
        "operators of strings take nothing else",
        arguments: ["exactly", "prefix", "suffix", "equals-ignore-case", "wildcard", "cidr"],
        ["1", "null", "true", "[]", #"["x"]"#])
    func strings(name: String, operand: String) throws {
        try Mistake(operand, in: name, "\(name) takes a string, not ").expect()
    }

    @Test(
        "prefix and suffix hold equals-ignore-case and nothing else",
        arguments: ["prefix", "suffix"])
    func inside(name: String) throws {
        let inner = "equals-ignore-case"
        for mistake in [
            Mistake("{}", in: name, "one operator inside, not 0", hint: inner),
            Mistake(
                #"{"equals-ignore-case":"x","x":1}"#, in: name, "one operator inside, not 2"),
            Mistake(
                #"{"prefix":"x"}"#, in: name, "cannot hold `prefix`", at: ["prefix"],
                .unknownOperator, hint: inner),
            Mistake(#"{"":"x"}"#, in: name, "cannot hold", at: [""], .unknownOperator),
            Mistake(
                #"{"equals-ignore-cas":"x"}"#, in: name, "cannot hold", at: ["equals-ignore-cas"],
                .unknownOperator, hint: "did you mean `equals-ignore-case`?"),
            Mistake(
                #"{"equals-ignore-case":["x"]}"#, in: name, "takes a string, not an array",
                at: [inner]),
            Mistake(
                #"{"equals-ignore-case":{}}"#, in: name, "takes a string, not an object",
                at: [inner]),
        ] { try mistake.expect() }
    }

    @Test(
        "other operators hold none",
        arguments: ["exactly", "equals-ignore-case", "wildcard", "cidr", "exists", "numeric"])
    func flat(name: String) throws {
        try Mistake(#"{"prefix":"x"}"#, in: name, "\(name) takes").expect()
    }

    @Test(
        "anything-but",
        arguments: [
            Mistake("null", in: "anything-but", "strings or numbers, not null"),
            Mistake("true", in: "anything-but", "strings or numbers, not a boolean"),
            Mistake("[]", in: "anything-but", "at least one value"),
            Mistake("[null]", in: "anything-but", "not null"),
            Mistake(#"["a",["b"]]"#, in: "anything-but", "not an array"),
            Mistake(#"[{"prefix":"a"}]"#, in: "anything-but", "not an object"),
            Mistake(#"["a",1]"#, in: "anything-but", "not both"),
            Mistake(#"[1,"a"]"#, in: "anything-but", "not both"),
            Mistake("1e400", in: "anything-but", "1e400 cannot be compared"),
            Mistake("[1,9007199254740993]", in: "anything-but", "9007199254740993"),
            Mistake("5e-324", in: "anything-but", "5e-324"),
            Mistake("{}", in: "anything-but", "not 0", hint: "prefix, suffix"),
            Mistake(#"{"prefix":"a","suffix":"b"}"#, in: "anything-but", "not 2"),
        ])
    func anythingBut(mistake: Mistake) throws { try mistake.expect() }

    @Test(
        "anything-but holds four operators",
        arguments: ["numeric", "exists", "cidr", "exactly", "anything-but", "$or", "Prefix", ""])
    func anythingButHolds(name: String) throws {
        try Mistake(
            "{\"\(name)\":\"x\"}", in: "anything-but", "cannot hold", at: [name], .unknownOperator
        ).expect()
    }

    @Test(
        "an operator inside of anything-but takes strings",
        arguments: ["prefix", "suffix", "equals-ignore-case", "wildcard"],
        ["1", "null", "true", "{}", "[1]", #"["a",1]"#, #"[["a"]]"#, #"{"prefix":"x"}"#])
    func anythingButInside(name: String, operand: String) throws {
        try Mistake("{\"\(name)\":\(operand)}", in: "anything-but", "string", at: [name]).expect()
    }

    @Test(
        "an anything-but of no strings is as if it were not there, but nothing else may not be",
        arguments: ["prefix", "suffix", "equals-ignore-case", "wildcard"])
    func anythingButNothing(name: String) throws {
        let nothing = "{\"anything-but\":{\"\(name)\":[]}}"
        try Mistake("{\"a\":[\(nothing)]}", .empty, at: ["a"], "of no strings").expect()
        let pattern = try pattern("{\"a\":[\(nothing),\"x\"]}")
        #expect(pattern.matches(["a": "x"]))
        #expect(!pattern.matches(["a": "y"]))
    }

    @Test("an empty prefix or suffix", arguments: ["prefix", "suffix"], [#""""#, #"["a",""]"#])
    func anythingButEmpty(name: String, operand: String) throws {
        try Mistake(
            "{\"\(name)\":\(operand)}", in: "anything-but", "an empty \(name)", at: [name]
        ).expect()
        #expect(try pattern("{\"a\":[{\"\(name)\":\"\"}]}").matches(["a": "x"]))
    }

    @Test("exists takes a boolean", arguments: ["1", "null", "\"true\"", "[true]", "{}"])
    func exists(operand: String) throws {
        try Mistake(operand, in: "exists", "exists takes true or false, not ").expect()
    }

    @Test("mistakes of wildcard, cidr and numeric have their place, also inside of anything-but")
    func operands() throws {
        try Mistake(#""a**""#, in: "wildcard", "two asterisks").expect()
        try Mistake(
            #"{"wildcard":["a","b**"]}"#, in: "anything-but", "two asterisks", at: ["wildcard"]
        ).expect()
        try Mistake(#""host/8""#, in: "cidr", "no IP address", hint: "10.0.0.0/8").expect()
        try Mistake(#"["=","1"]"#, in: "numeric", "not a string").expect()
    }
}

import Testing

@testable import YAML

@Suite("YAML core schema")
struct CoreSchemaTests {
    @Test(
        "strings",
        arguments: [
            "on", "off", "yes", "no", "y", "On", "tRUE", "nULL", "1.2.3", "0x", "0xZZ", "0o8",
            "-0x1F", "1e", "e1", "1e+", "+", "-", ".", "..", "-.", "1_000", "12:30:00",
            "2016-09-27", "30s", "1/5s", "NaN", "inf", "<<", "=", "１",
        ])
    func strings(text: String) throws {
        #expect(try CoreSchema.value(ofPlain: text) == .string(text))
    }

    @Test(
        "numbers become JSON numbers with the digits of the file",
        arguments: [
            ("0", "0"), ("-0", "-0"), ("1", "1"), ("+1", "1"), ("-17", "-17"), ("1.50", "1.50"),
            (".5", "0.5"), ("-.5", "-0.5"), ("1.", "1"), ("1.e3", "1e3"), ("1E3", "1e3"),
            ("1e-3", "1e-3"), ("1e+3", "1e+3"), ("0.0", "0.0"), ("0x1F", "31"), ("0xff", "255"),
            ("0o17", "15"), ("123456789012345678901234567890", "123456789012345678901234567890"),
        ])
    func numbers(text: String, json: String) throws {
        #expect(try CoreSchema.value(ofPlain: text) == .number(json))
    }

    @Test("null and booleans")
    func words() throws {
        for text in ["", "~", "null", "Null", "NULL"] {
            #expect(try CoreSchema.value(ofPlain: text) == .null)
        }
        for text in ["true", "True", "TRUE"] {
            #expect(try CoreSchema.value(ofPlain: text) == .bool(true))
        }
        for text in ["false", "False", "FALSE"] {
            #expect(try CoreSchema.value(ofPlain: text) == .bool(false))
        }
    }

    @Test(
        "what JSON cannot hold is refused",
        arguments: [
            ".inf", "-.INF", "+.Inf", ".nan", ".NaN", "007", "-01", "00.5", "0x10000000000000000",
        ])
    func refused(text: String) {
        #expect(throws: CoreSchema.Refusal.self) { try CoreSchema.value(ofPlain: text) }
    }

    @Test("a quoted scalar is a string", arguments: ["'1'", "\"true\"", "''", "|\n 1", ">-\n 1"])
    func quoted(text: String) throws {
        guard case .string = try parse(text).value else {
            Issue.record("\(text) is no string")
            return
        }
    }
}

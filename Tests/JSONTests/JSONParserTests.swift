import JSON
import Testing

@Suite("JSON reader")
struct JSONParserTests {
    @Test("values are read as they were written")
    func valuesAreReadAsTheyWereWritten() throws {
        let text = #"{"a":[1,-2.5e3,true,false,null],"b":{"c":"d\né😀\/\\"},"e":""}"#
        let value = try JSONValue(parsing: text)
        #expect(value["a"] == [1, .number(JSONNumber(text: "-2.5e3")!), true, false, nil])
        #expect(value["b"]?["c"] == "d\né😀/\\")
        #expect(value["e"] == "")
        #expect(value.objectValue?.keys == ["a", "b", "e"])
    }

    @Test("number text is kept")
    func numberTextIsKept() throws {
        let value = try JSONValue(parsing: "[9007199254740993, 1.0, 1e400]")
        #expect(value.serialized() == "[9007199254740993,1.0,1e400]")
        #expect(value[0]?.intValue == 9_007_199_254_740_993)
        #expect(value[1]?.intValue == 1)
        #expect(value[2]?.intValue == nil)
    }

    @Test(
        "mistakes are refused with their place",
        arguments: [
            ("", JSONError.Code.empty, 1, 1), (" \n ", .empty, 2, 2), ("{", .unexpectedEnd, 1, 2),
            ("[1,]", .unexpectedByte, 1, 4), ("{\"a\":1,\n \"a\":2}", .duplicateKey, 2, 2),
            ("\"\\ud800\"", .loneSurrogate, 1, 2), ("\"\\ud800\\u0041\"", .loneSurrogate, 1, 2),
            ("\"\\udc00\"", .loneSurrogate, 1, 2), ("\"a\nb\"", .controlCharacter, 1, 3),
            ("01", .invalidNumber, 1, 1), ("-", .invalidNumber, 1, 1), ("1 2", .trailingText, 1, 3),
            ("tru", .unexpectedEnd, 1, 4), ("trux", .unexpectedByte, 1, 4),
            ("\"\\x\"", .invalidEscape, 1, 2), ("\"\\u12g4\"", .invalidEscape, 1, 2),
            ("nul", .unexpectedEnd, 1, 4), ("'a'", .unexpectedByte, 1, 1),
            ("[1.]", .invalidNumber, 1, 2), ("[1e+]", .invalidNumber, 1, 2),
            ("\"ab\\", .unexpectedEnd, 1, 5), ("\"\\u12", .unexpectedEnd, 1, 6),
            ("[\"a\",\n\"\u{1}\"]", .controlCharacter, 2, 2), ("{1:2}", .unexpectedByte, 1, 2),
            ("{\"a\" 1}", .unexpectedByte, 1, 6), ("[1}", .unexpectedByte, 1, 3),
        ])
    func mistakesAreRefusedWithTheirPlace(
        text: String, code: JSONError.Code, line: Int, column: Int
    ) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == code)
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test(
        "invalid UTF-8 is refused with its place",
        arguments: [
            ([0xC0, 0x80] as [UInt8], 2), ([0x61, 0xED, 0xA0, 0x80], 3),
            ([0xF4, 0x90, 0x80, 0x80], 2),
            ([0x61, 0x61, 0xE2, 0x82], 4),
        ])
    func invalidUTF8IsRefused(content: [UInt8], column: Int) {
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: [0x22] + content + [0x22])
        }
        #expect(error?.code == .invalidUTF8)
        #expect(error?.column == column)
    }

    @Test("a second equal key is refused, or kept where the limits say so")
    func duplicateKeys() throws {
        let text = #"{"a":1,"b":{"c":1},"a":2}"#
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == .duplicateKey && error?.column == 20)
        let kept = try JSONValue(parsing: text, limits: .event)
        #expect(kept.serialized() == text)
        #expect(kept["a"] == 2)
        let escaped = #expect(throws: JSONError.self) {
            try JSONValue(parsing: #"{"\u0061":1,"a":2}"#)
        }
        #expect(escaped?.code == .duplicateKey)
    }

    @Test("keys are the same only byte by byte")
    func keysAreComparedByBytes() throws {
        let value = try JSONValue(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(value["\u{E9}"] == 1)
        #expect(value["e\u{301}"] == 2)
    }

    @Test("colliding hashes of keys cost no quadratic time and hide no duplicate")
    func collidingKeys() throws {
        // The filter for duplicates has 256 bits, so all of these are looked at more closely.
        let members = (0..<3_000).map { "\"\($0)\":0" }
        _ = try JSONValue(parsing: "{\(members.joined(separator: ","))}")
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: "{\((members + [members[1_234]]).joined(separator: ","))}")
        }
        #expect(error?.code == .duplicateKey)
    }

    @Test("depth and size are bounded")
    func depthAndSizeAreBounded() throws {
        let deep = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
        _ = try JSONValue(parsing: deep)
        let tooDeep = #expect(throws: JSONError.self) { try JSONValue(parsing: "[" + deep + "]") }
        #expect(tooDeep?.code == .tooDeep)
        let limits = JSONLimits(bytesMax: 3, depthMax: 1)
        let tooLarge = #expect(throws: JSONError.self) {
            try JSONValue(parsing: "[10]", limits: limits)
        }
        #expect(tooLarge?.code == .tooLarge)
    }

    @Test("100,000 keys cost no quadratic time and a late duplicate is found")
    func manyKeys() throws {
        let members = (0..<100_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let value = try JSONValue(parsing: "{\(members)}")
        #expect(value["k99999"] == 99_999)
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: "{\(members),\"k50000\":1}")
        }
        #expect(error?.code == .duplicateKey)
    }
}

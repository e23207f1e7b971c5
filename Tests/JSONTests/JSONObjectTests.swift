import JSON
import Testing

@Suite("JSON object")
struct JSONObjectTests {
    @Test("members keep their order through change and removal", arguments: [5, 40])
    func membersKeepTheirOrder(count: Int) {
        var object = JSONObject()
        for index in 0..<count { object["k\(index)"] = .number(JSONNumber(index)) }
        object["k1"] = "changed"
        object["k0"] = nil
        object["k0"] = "last"
        #expect(object.keys == (1..<count).map { "k\($0)" } + ["k0"])
        #expect(object["k1"] == "changed")
        #expect(object["k\(count - 1)"] == .number(JSONNumber(count - 1)))
        #expect(object["none"] == nil)
    }

    @Test("equality does not ask for order")
    func equalityDoesNotAskForOrder() {
        let left: JSONObject = ["a": 1, "b": 2]
        let right: JSONObject = ["b": 2, "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1, "c": 2])
    }

    @Test("keys that look alike are two keys", arguments: [2, 60])
    func keysAreComparedByBytes(fillerCount: Int) {
        var object = JSONObject()
        for index in 0..<fillerCount { object["k\(index)"] = 0 }
        object["\u{E9}"] = 1
        object["e\u{301}"] = 2
        #expect(object.count == fillerCount + 2)
        #expect(object["\u{E9}"] == 1)
        object["\u{E9}"] = nil
        #expect(object["\u{E9}"] == nil && object["e\u{301}"] == 2)
    }

    @Test("composed and decomposed letters are two texts")
    func identical() {
        #expect("\u{E9}" == "e\u{301}")
        #expect(!"\u{E9}".isIdentical(to: "e\u{301}"))
        #expect("12345678é".isIdentical(to: "12345678é"))
        #expect(!"12345678a".isIdentical(to: "12345678b"))
    }

    @Test("many keys that look alike cost no more than others")
    func manyAlike() throws {
        let keys = (0..<8_192).map { number in
            (0..<13).map { number >> $0 & 1 == 0 ? "é" : "e\u{301}" }.joined()
        }
        let text = "{" + keys.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
        let start = ContinuousClock.now
        #expect(try JSONValue(parsing: text).objectValue?.count == keys.count)
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test("deep objects that differ are compared once")
    func deepInequality() throws {
        let values = try ["1", "2"].map { leaf in
            try JSONValue(
                parsing: String(repeating: "{\"a\":", count: 100) + leaf
                    + String(repeating: "}", count: 100))
        }
        #expect(values[0] != values[1])
    }

    @Test("of two equal keys that were read, a lookup finds the last", arguments: [1, 60])
    func lastOfEqualKeys(fillerCount: Int) throws {
        let fillers = (0..<fillerCount).map { "\"k\($0)\":0" }.joined(separator: ",")
        let text = "{\"a\":1,\(fillers),\"a\":2}"
        var object = try #require(JSONValue(parsing: text, limits: .event).objectValue)
        #expect(try object == JSONValue(parsing: text, limits: .event).objectValue)
        #expect(object["a"] == 2)
        object["a"] = nil
        #expect(object["a"] == nil && object.count == fillerCount)
    }

    @Test(
        "identical strings have the same bytes",
        arguments: [
            ("", "", true), ("abc", "abc", true), ("K", "\u{212A}", false), (";", "\u{37E}", false),
            ("\u{E9}", "e\u{301}", false), ("\u{E9}", "\u{E9}", true),
            ("a\u{323}\u{302}", "a\u{302}\u{323}", false),
        ])
    func identity(left: String, right: String, isSame: Bool) {
        #expect(left.isIdentical(to: right) == isSame)
    }
}

import Testing

@testable import JSON

@Suite("JSON cursor")
struct JSONCursorTests {
    private func top(_ text: String) throws -> JSONCursor {
        let limits = JSONLimits(bytesMax: 1 << 20, depthMax: 16, duplicateKeys: .kept)
        return try JSONDocument(parsing: Array(text.utf8), limits: limits).top
    }

    @Test("members are found at any depth, of several with a key the last")
    func members() throws {
        let top = try top(#"{"a":{"x":1,"b":[{"c":"1"}]},"a":{"b":{"c":"2"},"é\n":[3]},"z":0}"#)
        #expect(top["a"]?["b"]?["c"]?.text(bytesMax: 9) == "2")
        #expect(top["a"]?["é\n"]?.value == [3])
        #expect(top["z"]?.value == 0)
        #expect(top["x"] == nil && top["a"]?["z"] == nil && top["z"]?["a"] == nil)
    }

    @Test("elements and keys are given out up to a number")
    func elements() throws {
        let top = try top(#"{"list":[[1,2],{"k":3},"x",null],"long":{"abcdé":1,"b":2,"c":3}}"#)
        #expect(top["list"]?.elements(countMax: 3).map(\.value) == [[1, 2], ["k": 3], "x"])
        #expect(top["list"]?.elements(countMax: 9).count == 4)
        #expect(top["long"]?.keys(countMax: 2, bytesMax: 5) == ["abcd", "b"])
        #expect(top["long"]?.elements(countMax: 9).isEmpty == true)
        #expect(top["list"]?.keys(countMax: 9, bytesMax: 9).isEmpty == true)
    }

    @Test(
        "texts are cut between scalars; what is no text has none",
        arguments: [
            ("\"aé€\"", 1, "a"), ("\"aé€\"", 2, "a"), ("\"aé€\"", 3, "aé"), ("\"aé€\"", 5, "aé"),
            ("\"aé€\"", 6, "aé€"), ("\"a\\u00e9b\"", 3, "aé"), ("12.50", 9, "12.50"),
            ("12.50", 2, "12"), ("true", 1, "true"), ("false", 9, "false"), ("\"x\"", 0, ""),
            ("null", 9, nil), ("[1]", 9, nil), ("{}", 9, nil),
        ] as [(String, Int, String?)])
    func texts(json: String, bytesMax: Int, text: String?) throws {
        #expect(try top(json).text(bytesMax: bytesMax) == text)
    }

    @Test("bytes are those of the text")
    func bytes() throws {
        #expect(try Array(top(#""a\nb""#).bytes) == Array("a\nb".utf8))
        #expect(try Array(top("[1]").bytes).isEmpty)
    }
}

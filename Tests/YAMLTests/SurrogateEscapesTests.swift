import Testing

@testable import YAML

@Suite("JSON surrogate escapes in YAML")
struct SurrogateEscapesTests {
    @Test("places after a pair are those of the file")
    func places() throws {
        let text = #"{"a": "\ud83d\ude00", "b": "\uD83D\uDE00x\ud83d\ude00", "c": 1}"#
        let node = try parse(text)
        guard case .mapping(let members) = node.value else {
            Issue.record("no mapping")
            return
        }
        #expect(members.map { Plain($0.value) } == ["😀", "😀x😀", .number("1")])
        #expect(members.map(\.keyPosition.column) == [2, 23, 57])
        #expect(refusal(text.dropLast() + "\n, %}")?.position == YAMLPosition(line: 2, column: 3))
    }

    @Test("only escapes in double quotes are touched")
    func others() throws {
        #expect(Plain(try parse(#"['\ud83d\ude00']"#)) == [#"\ud83d\ude00"#])
        #expect(Plain(try parse(#"[it's, "\ud83d\ude00"]"#)) == ["it's", "😀"])
        #expect(Plain(try parse(#"["\\ud83d\\ude00"]"#)) == [#"\ud83d\ude00"#])
        #expect(Plain(try parse(#"\ud83d\ude00"#)) == #"\ud83d\ude00"#)
        #expect(Plain(try parse("[\"a\\\n  b\\ud83d\\ude00\"]")) == ["ab😀"])
    }

    @Test(
        "half a pair is refused", arguments: [#"["\ud83d"]"#, #"["\ude00\ud83d"]"#, #"["\ud83d\u"#])
    func halves(text: String) {
        #expect(refusal(text)?.code == .syntax)
    }
}

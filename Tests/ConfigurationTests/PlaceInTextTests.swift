import Testing
import YAML

@testable import Configuration

@Suite("Place in text")
struct PlaceInTextTests {
    /// Where `@` stands in the value of `key`, as `line:column`.
    private func place(_ text: String) throws -> String {
        let bytes = Array(text.utf8)
        guard case .mapping(let members) = try YAMLParser.parse(bytes).value else { return "" }
        let member = try #require(members.first { $0.key == "key" })
        let node = Node(
            file: SourceFile(path: "a.yaml", bytes: bytes),
            session: LoadSession(environment: [:], purpose: .check), yaml: member.value)
        guard case .string(let value) = member.value.value else { return "" }
        let offset = value.distance(
            from: value.startIndex, to: value.firstIndex(of: "@") ?? value.startIndex)
        let place = node.place(ofCharacter: offset)
        return "\(place.line):\(place.column)"
    }

    @Test(
        "is exact where the source reads like the value",
        arguments: [
            ("key: one @", "1:10"), ("key: \"one @\"", "1:11"), ("key: 'one @'", "1:11"),
            ("a: 1\nkey: é👩‍👩‍👧 @", "2:13"), ("key: |\n  one\n  two @", "3:7"),
            ("key: |-\n\n    one @", "3:9"), ("{\"key\": \"one @\"}", "1:14"),
            ("key: \"@\"", "1:6"),
        ])
    func exact(text: String, place: String) throws {
        #expect(try self.place(text) == place)
    }

    @Test(
        "is exact where quoting or folding lies between",
        arguments: [
            (#"key: "a\tb @""#, "1:12"), (#"key: "\"a\" \\ @""#, "1:16"),
            (#"{"key": "\u00e9 \ud83d\ude00 @"}"#, "1:30"), (#"key: "\x41\n\n@""#, "1:15"),
            ("key: \"a\\\n  b @\"", "2:5"), ("key: 'it''s @'", "1:13"),
            ("key: 'one\n\n  two @'", "3:7"), ("key: >\n  one\n  two @", "3:7"),
            ("key: >-  # so\n\n    one\n\n      two @", "5:11"), ("key: one\n  two @", "2:7"),
            ("key: |2\n    one\n  two @", "3:7"),
        ])
    func hidden(text: String, place: String) throws {
        #expect(try self.place(text) == place)
    }
}

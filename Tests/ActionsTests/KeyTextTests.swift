import JSON
import Testing

@testable import Actions

@Suite("Keys made of event data")
struct KeyTextTests {
    private func place(_ value: JSONValue) -> JSONCursor { JSONDocument(value).top }

    @Test("parts are joined; a part that is not there leaves no key")
    func joined() {
        #expect(KeyText.joined("a", place("b"), place(7), place("c/d")) == "a/b/7/c/d")
        for odd in ["", nil, [1], ["k": 1], true] as [JSONValue] {
            #expect(KeyText.joined("a", place("b"), place(odd)) == nil)
        }
        #expect(KeyText.joined("a", nil) == nil)
    }

    @Test("long parts keep their beginning and are told apart by a digest")
    func long() throws {
        let one = String(repeating: "é", count: 300)
        let first = try #require(KeyText.joined("a", place(.string(one + "1"))))
        let second = try #require(KeyText.joined("a", place(.string(one + "2"))))
        #expect(first != second)
        #expect(first == KeyText.joined("a", place(.string(one + "1"))))
        #expect(first.hasPrefix("a/ééé"))
        #expect(first.utf8.count <= KeyText.bytesMax)
        let many = try #require(
            KeyText.joined("a", place(.string(one)), place(.string(one)), place(.string(one))))
        #expect(many.utf8.count <= KeyText.bytesMax)
    }

    @Test("what would fool people is not in a key, and still tells two apart")
    func odd() {
        let one = KeyText.joined("a", place("x\u{202E}\n1"))
        let two = KeyText.joined("a", place("x\n\n1"))
        #expect(one != two)
        #expect(one?.unicodeScalars.allSatisfy { $0.isASCII && $0 != "\n" } == true)
        #expect(KeyText.bounded("\u{7}") != KeyText.bounded("\u{8}"))
    }
}

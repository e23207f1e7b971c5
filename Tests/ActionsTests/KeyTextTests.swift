import JSON
import Testing

@testable import Actions

@Suite("Keys made of event data")
struct KeyTextTests {
    private func place(_ value: JSONValue) -> JSONCursor { JSONDocument(value).top }

    @Test("parts are joined; a part that is not there leaves no key")
    func joined() {
        #expect(KeyText.joined("a", place("b"), place(7), place("c/d")) == "a/b/7/c%2Fd")
        #expect(KeyText.part("50%/2") == "50%25%2F2")
        #expect(
            KeyText.joined("a", place("b/c"), place("d"))
                != KeyText.joined("a", place("b"), place("c/d")))
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

    @Test("a short clean key of any text is itself")
    func short() {
        for key in ["", "a", "aws.config/é 日", String(repeating: "x", count: 128)] {
            #expect(key.boundedKey(unitsMax: 128) == key)
        }
    }

    @Test(
        "a longer or an unclean one keeps its beginning and gets a hash",
        arguments: [String(repeating: "x", count: 129), "a\nb", "a\u{202E}b", " a"])
    func hashed(key: String) {
        let bounded = key.boundedKey(unitsMax: 128)
        #expect(bounded.contains(#/^[ax].*#[0-9a-f]{32}$/#))
        #expect(bounded.utf16.count <= 128)
    }

    @Test("two keys never become one")
    func different() {
        let start = String(repeating: "x", count: 300)
        let keys = ["\(start)1", "\(start)2", "a\nb", "a b", "a\u{0}b", "ab"]
        #expect(Set(keys.map { $0.boundedKey(unitsMax: 128) }).count == keys.count)
    }
}

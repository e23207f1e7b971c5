import Testing

@testable import Actions

@Suite("Bounded key")
struct BoundedKeyTests {
    @Test("a short clean key is itself")
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
        #expect(bounded.contains(#/^[ax].*#[0-9a-f]{64}$/#))
        #expect(bounded.utf16.count <= 128)
    }

    @Test("two keys never become one")
    func different() {
        let start = String(repeating: "x", count: 300)
        let keys = ["\(start)1", "\(start)2", "a\nb", "a b", "a\u{0}b", "ab"]
        #expect(Set(keys.map { $0.boundedKey(unitsMax: 128) }).count == keys.count)
    }
}

import JSON
import Testing

@testable import EventPatterns

@Suite("Tree of keys")
struct KeyTreeTests {
    @Test(
        "an event's key leads to the node of the path it stands for",
        arguments: [
            ("a", true), ("a.b", true), ("a.b.c", true), ("a.", true), ("a.x", false), ("", false),
            ("b", false), ("a.b.c.d", false), (".a", false), ("A", false),
            ("a.much-longer-key-than-one-word", true), ("a.much-longer-key-than-one-worm", false),
        ])
    func child(key: String, isThere: Bool) throws {
        var paths = PathTree()
        for path in ["a.b.c", "a.much-longer-key-than-one-word", "a."] {
            _ = paths.insert(PathTree.parts(of: path))
        }
        let tree = KeyTree(paths)
        let text = JSONValue.object([key: 1]).serialized()
        let document = try JSONDocument(parsing: Array(text.utf8))
        let child = tree.child(of: KeyTree.root, document.entries[1], document.bytes.span)
        #expect((child != nil) == isThere)
    }

    @Test("many keys are all found again, and each by its own node")
    func many() throws {
        var paths = PathTree()
        let numbers = (0..<2_000).map { paths.insert(PathTree.parts(of: "k\($0).state")) }
        let tree = KeyTree(paths)
        for number in numbers {
            let document = try JSONDocument(parsing: Array("{\"k\(number)\":{\"state\":1}}".utf8))
            let bytes = document.bytes
            let inner = tree.child(of: KeyTree.root, document.entries[1], bytes.span)
            let leaf = inner.flatMap { tree.child(of: $0, document.entries[3], bytes.span) }
            #expect(leaf.map { tree.paths[$0] } == Int32(number))
            #expect(tree.child(of: KeyTree.root, document.entries[3], bytes.span) == nil)
        }
    }
}

import JSON
import Testing

@testable import EventPatterns

@Suite("Leaves of an event")
struct EventLeavesTests {
    @Test("values stand by path, and in which elements of which arrays")
    func leaves() throws {
        var paths = PathTree()
        let path = paths.insert(PathTree.parts(of: "a.b"))
        let other = paths.insert(PathTree.parts(of: "c"))
        let text = #"{"a":[{"b":[1,2]},{"b":"x"}],"a.b":true,"c":[null],"d":1,"a":{"b":{}}}"#
        let document = try JSONDocument(parsing: Array(text.utf8), limits: .event)
        let event = EventLeaves(document, KeyTree(paths))
        #expect(
            Self.values(of: path, event, document)
                == ["true", "x at 1", "2 at 0", "1 at 0"])
        #expect(Self.values(of: other, event, document) == ["null"])
        #expect(event.placedPathCount == 1)
        #expect(event.paths[path].hasPlaces && !event.paths[other].hasPlaces)
    }

    private static func values(
        of path: Int, _ event: EventLeaves, _ document: JSONDocument
    ) -> [String] {
        var found: [String] = []
        var number = event.paths[path].head
        while number >= 0 {
            let leaf = event.leaves[Int(number)]
            let entry = document.entries[Int(leaf.entry)]
            let text: String =
                switch entry.kind {
                case .yes: "true"
                case .null: "null"
                default: document.text(of: entry)
                }
            let place = leaf.place < 0 ? "" : " at \(event.places[Int(leaf.place)].index)"
            found.append(text + place)
            number = leaf.next
        }
        return found
    }
}

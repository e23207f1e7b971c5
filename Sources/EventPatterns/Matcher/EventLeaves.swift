import JSON

/// Where an event's values stand by path, as far as patterns mention them.
///
/// Scalars are leaves; an array's elements stand at the array's own path; empty arrays and objects
/// leave nothing.
struct EventLeaves {
    struct Leaf {
        /// The value if it is a number that patterns can compare; else not a number.
        let number: Double
        /// Of the document.
        let entry: Int32
        /// In which element of which arrays it stands, as a number of `places`; -1 for none.
        /// Scalars directly in an array stand in none of its elements.
        let place: Int32
        /// The next leaf of the path, -1 at the end.
        let next: Int32
    }

    /// An element of an array, and the place of that array.
    struct Place {
        let outer: Int32
        let array: Int32
        let index: Int32
    }

    private(set) var leaves: [Leaf] = []
    private(set) var places: [Place] = []
    private(set) var arrayCount = 0
    /// Paths with a leaf in an array's element.
    private(set) var placedPathCount = 0
    var paths: [Path]

    /// What stands at one path.
    struct Path {
        /// The last leaf, from which `next` leads to those before it; -1 for none.
        fileprivate(set) var head: Int32 = -1
        /// Whether a leaf stands in an array's element.
        fileprivate(set) var hasPlaces = false
        /// Whether the index has been asked about the leaves, and where its findings stand.
        var isSearched = false
        var findings: Range<Int32> = 0..<0
    }

    /// As many leaves as most events have of those that patterns mention.
    private static let leavesExpected = 32

    init(_ document: borrowing JSONDocument, _ tree: borrowing KeyTree) {
        paths = Array(repeating: Path(), count: tree.pathCount)
        leaves.reserveCapacity(Self.leavesExpected)
        visitObject(at: 0, KeyTree.root, place: -1, document, tree)
    }

    /// Recursion is as deep as the event, which JSON limits to 128.
    private mutating func visitObject(
        at index: Int, _ node: Int, place: Int32, _ document: borrowing JSONDocument,
        _ tree: borrowing KeyTree
    ) {
        guard tree.isInner[node] else { return }
        var position = index + 1
        for _ in 0..<document.entries[index].start {
            let key = document.entries[position]
            if let child = tree.child(of: node, key, document.bytes.span) {
                visit(at: position + 1, child, place: place, document, tree)
            }
            position = document.end(of: position + 1)
        }
    }

    private mutating func visit(
        at index: Int, _ node: Int, place: Int32, _ document: borrowing JSONDocument,
        _ tree: borrowing KeyTree
    ) {
        switch document.entries[index].kind {
        case .object: visitObject(at: index, node, place: place, document, tree)
        case .array: visitArray(at: index, node, place: place, document, tree)
        default: add(index, tree.paths[node], place, document)
        }
    }

    private mutating func visitArray(
        at index: Int, _ node: Int, place: Int32, _ document: borrowing JSONDocument,
        _ tree: borrowing KeyTree
    ) {
        let array = Int32(arrayCount)
        arrayCount += 1
        var position = index + 1
        for element in 0..<document.entries[index].start {
            switch document.entries[position].kind {
            case .object, .array:
                places.append(Place(outer: place, array: array, index: Int32(element)))
                visit(at: position, node, place: Int32(places.count - 1), document, tree)
            default: add(position, tree.paths[node], place, document)
            }
            position = document.end(of: position)
        }
    }

    @inline(__always)
    private mutating func add(
        _ index: Int, _ path: Int32, _ place: Int32, _ document: borrowing JSONDocument
    ) {
        guard path >= 0 else { return }
        let entry = document.entries[index]
        let number =
            entry.kind == .number
            ? NumberText.value(document.bytes.span.extracting(entry.text)) : .nan
        leaves.append(
            Leaf(
                number: number, entry: Int32(index), place: place, next: paths[Int(path)].head))
        paths[Int(path)].head = Int32(leaves.count - 1)
        if place >= 0, !paths[Int(path)].hasPlaces {
            paths[Int(path)].hasPlaces = true
            placedPathCount += 1
        }
    }
}

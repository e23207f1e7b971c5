import JSON

/// An event's leaf values by path, as far as patterns mention them.
///
/// Scalars are leaves; an array's elements stand at the array's own path; empty arrays and objects
/// leave nothing.
struct FlatEvent {
    /// A leaf remembers in which element of each array it stands, except that scalars directly in
    /// an array belong to none of its elements.
    struct Leaf {
        let value: Scalar
        /// From the outermost array inwards.
        let places: [Place]
    }

    struct Place: Hashable {
        /// Numbered as they come.
        let array: Int
        let index: Int
    }

    /// By number of path.
    private(set) var leaves: [[Leaf]]
    private let paths: PathTree
    private var arrayCount = 0

    /// Recursion is as deep as the event, which JSON limits to 128.
    init(_ event: JSONValue, paths: PathTree) {
        self.paths = paths
        leaves = Array(repeating: [], count: paths.pathCount)
        if case .object(let object) = event { visit(object, at: 0, places: []) }
    }

    private mutating func visit(_ object: JSONObject, at position: Int, places: [Place]) {
        guard !paths.nodes[position].children.isEmpty else { return }
        for member in object.members {
            if let child = paths.node(below: position, key: member.key) {
                visit(member.value, at: child, places: places)
            }
        }
    }

    private mutating func visit(_ value: JSONValue, at position: Int, places: [Place]) {
        switch value {
        case .object(let object): visit(object, at: position, places: places)
        case .array(let elements):
            arrayCount += 1
            let array = arrayCount
            for (index, element) in elements.enumerated() {
                let place = Place(array: array, index: index)
                switch element {
                case .object, .array: visit(element, at: position, places: places + [place])
                default: visit(element, at: position, places: places)
                }
            }
        default:
            guard let number = paths.nodes[position].pathNumber, let scalar = Scalar(value) else {
                return
            }
            leaves[number].append(Leaf(value: scalar, places: places))
        }
    }
}

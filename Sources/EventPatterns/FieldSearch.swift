import JSON

/// Looks for one leaf for every field so that no two of them stand in different elements of one
/// array.
///
/// Fields are taken in their order; a leaf chosen for one fixes elements for those after it, and a
/// choice that leads nowhere is taken back. What failed once is remembered by the elements that
/// still matter, so independent arrays do not multiply.
struct FieldSearch {
    private let fields: [Field]
    /// For each array, the last field with a leaf in it.
    private var lastFields: [Int: Int] = [:]
    private var failed: Set<State> = []
    private(set) var choicesLeft: Int
    /// The field before which the search got stuck, of all attempts the furthest.
    private(set) var furthest = 0

    /// Choices of a leaf in one search. Only an event made to be expensive, with dotted keys that
    /// lead to one path through several arrays, comes near; it counts as no match.
    static let choicesMax = 100_000

    private struct Field {
        /// The leaves that pass.
        var passing = PlaceTree()
        /// All leaves, where a test wants none.
        var forbidden: PlaceTree?

        init(_ tests: [FieldTest], _ leaves: [FlatEvent.Leaf]) {
            for leaf in leaves where tests.contains(where: { $0.passes(leaf.value) }) {
                passing.insert(leaf.places[...])
            }
            guard tests.contains(.exists(false)) else { return }
            var all = PlaceTree()
            for leaf in leaves { all.insert(leaf.places[...]) }
            forbidden = all
        }

        /// Whether no choice of elements can satisfy the field.
        var isHopeless: Bool {
            passing.isEmpty && forbidden?.isOutsideArrays != false
        }
    }

    private struct State: Hashable {
        let field: Int
        let elements: [Int: Int]
    }

    /// - Parameter fields: of one conjunction, so that no path is there twice.
    init(
        _ fields: [EventPattern.Field], in event: JSONValue,
        choicesMax: Int = FieldSearch.choicesMax
    ) {
        choicesLeft = choicesMax
        var paths = PathTree()
        // The tree numbers them in the order of the fields.
        for field in fields { _ = paths.insert(field.path) }
        let leaves = FlatEvent(event, paths: paths).leaves
        self.fields = zip(fields, leaves).map { Field($0.tests, $1) }
        for (number, field) in leaves.enumerated() {
            for place in field.lazy.flatMap(\.places) { lastFields[place.array] = number }
        }
    }

    /// The fields that fail whatever the others choose.
    var hopelessFields: [Int] { fields.indices.filter { fields[$0].isHopeless } }

    mutating func run() -> Bool {
        // Most events end here.
        if fields.contains(where: \.isHopeless) { return false }
        return solve(from: 0, elements: [:])
    }

    /// Recursion is as deep as there are fields, at most `EventPattern.fieldsMax`.
    private mutating func solve(from number: Int, elements: [Int: Int]) -> Bool {
        guard number < fields.count else { return true }
        furthest = max(furthest, number)
        let elements = elements.filter { lastFields[$0.key, default: 0] >= number }
        let state = State(field: number, elements: elements)
        guard !failed.contains(state) else { return false }
        for choice in fields[number].passing.choices(with: elements) {
            choicesLeft -= 1
            guard choicesLeft >= 0 else { return false }
            if solve(from: number + 1, elements: choice) { return true }
        }
        if let forbidden = fields[number].forbidden, !forbidden.hasChoice(with: elements),
            solve(from: number + 1, elements: elements)
        {
            return true
        }
        failed.insert(state)
        return false
    }
}

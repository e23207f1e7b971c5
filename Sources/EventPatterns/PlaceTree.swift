/// Places of leaves in arrays, as a tree from the outermost array inwards, so that those which
/// agree with elements already chosen are found without looking at the others.
struct PlaceTree {
    /// Whether a leaf stands here, in no further array.
    private var hasLeaf = false
    private var arrays: [Int: [Int: PlaceTree]] = [:]

    var isEmpty: Bool { !hasLeaf && arrays.isEmpty }

    /// Whether a leaf stands in no array at all.
    var isOutsideArrays: Bool { hasLeaf }

    /// Recursion is as deep as arrays are nested, which JSON limits to 128; so below.
    mutating func insert(_ places: ArraySlice<FlatEvent.Place>) {
        guard let place = places.first else {
            hasLeaf = true
            return
        }
        arrays[place.array, default: [:]][place.index, default: PlaceTree()]
            .insert(places.dropFirst())
    }

    /// The choices that `elements` leaves open, each with `elements` in it. A leaf outside further
    /// arrays binds nothing more, so no leaf further in needs to be tried.
    ///
    /// - Parameter elements: the chosen index of each array.
    func choices(with elements: [Int: Int]) -> [[Int: Int]] {
        if hasLeaf { return [elements] }
        var choices: [[Int: Int]] = []
        for (array, children) in arrays {
            if let index = elements[array] {
                choices += children[index]?.choices(with: elements) ?? []
                continue
            }
            for (index, child) in children {
                var extended = elements
                extended[array] = index
                choices += child.choices(with: extended)
            }
        }
        return choices
    }

    /// Whether any leaf agrees with `elements`.
    func hasChoice(with elements: [Int: Int]) -> Bool {
        if hasLeaf { return true }
        return arrays.contains { array, children in
            guard let index = elements[array] else { return !children.isEmpty }
            return children[index]?.hasChoice(with: elements) ?? false
        }
    }
}

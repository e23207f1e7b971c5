/// The elements of arrays that a search has settled on so far.
struct ChosenElements {
    /// By array: an index, -1 for none.
    private var indexes: [Int32] = []
    /// Arrays with an index, in the order in which they got it.
    private(set) var fixed: [Int32] = []
    private var choicesLeft = 0

    /// Most searches end within a few choices; those that do not start over with a search that
    /// remembers what failed.
    private static let choicesMax = 1_000

    mutating func start(arrayCount: Int) {
        free(to: 0)
        if indexes.isEmpty { indexes = Array(repeating: -1, count: arrayCount) }
        choicesLeft = Self.choicesMax
    }

    /// Whether a value that stands there may be chosen.
    func agrees(with place: Int32, _ places: [EventLeaves.Place]) -> Bool {
        var place = place
        while place >= 0 {
            let element = places[Int(place)]
            let index = indexes[Int(element.array)]
            guard index < 0 || index == element.index else { return false }
            place = element.outer
        }
        return true
    }

    /// Settles on the elements of a place; false when there have been too many choices.
    mutating func fix(_ place: Int32, _ places: [EventLeaves.Place]) -> Bool {
        choicesLeft -= 1
        var place = place
        while place >= 0 {
            let element = places[Int(place)]
            if indexes[Int(element.array)] < 0 {
                indexes[Int(element.array)] = element.index
                fixed.append(element.array)
            }
            place = element.outer
        }
        return choicesLeft >= 0
    }

    /// Takes back all but the first choices.
    mutating func free(to count: Int) {
        while fixed.count > count { indexes[Int(fixed.removeLast())] = -1 }
    }
}

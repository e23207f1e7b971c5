/// Fields of a pattern that hold together, multiplied out over the alternatives of `$or`.
struct PatternScope {
    /// Whether `$or` stands further out, where names of operators are no fields.
    let isInsideOr: Bool
    /// Numbers of fields, one list for each combination.
    private(set) var combinations: [[Int]]
    /// The first place of every path, as it was written.
    private(set) var places: [[ExactText]: [String]] = [:]

    init(isInsideOr: Bool, combinations: [[Int]] = [[]]) {
        self.isInsideOr = isInsideOr
        self.combinations = combinations
    }

    /// Notes that a path is written at `keys`.
    mutating func take(_ path: [ExactText], at keys: [String]) throws(PatternError) {
        guard let first = places.updateValue(keys, forKey: path) else { return }
        let other = first == keys ? "" : "; the other is \(PatternError.text(of: first))"
        throw PatternError(
            .writtenTwice, "this path is written twice\(other)", at: keys,
            hint: "put all values of one path into one list")
    }

    /// An alternative beside those of this scope. They may have paths in common.
    mutating func join(_ other: Self, at keys: [String]) throws(PatternError) {
        try Self.check(combinations.count + other.combinations.count, at: keys)
        combinations += other.combinations
        places.merge(other.places) { first, _ in first }
    }

    /// Extends every combination by every one of `factors`; the limits are checked beforehand.
    mutating func multiply(by factors: [[Int]], at keys: [String]) throws(PatternError) {
        try Self.check(combinations.count * factors.count, at: keys)
        let longest = (combinations.map(\.count).max() ?? 0) + (factors.map(\.count).max() ?? 0)
        guard longest <= EventPattern.fieldsMax else {
            throw PatternError(
                .tooManyFields, "a pattern has at most \(EventPattern.fieldsMax) fields", at: keys)
        }
        combinations = combinations.flatMap { combination in factors.map { combination + $0 } }
    }

    private static func check(_ count: Int, at keys: [String]) throws(PatternError) {
        guard count <= EventPattern.combinationsMax else {
            throw PatternError(
                .tooManyCombinations,
                "$or makes more than \(EventPattern.combinationsMax) combinations", at: keys,
                hint: "write several rules, or one list of values instead of $or")
        }
    }
}

import JSON

/// The numbers between two bounds, each of which may be missing.
struct NumericRange: Hashable, Sendable {
    struct Bound: Hashable, Sendable {
        let number: Double
        let isIncluded: Bool
    }

    var lower: Bound?
    var upper: Bound?

    func contains(_ number: Double) -> Bool {
        if let lower {
            guard number > lower.number || lower.isIncluded && number == lower.number else {
                return false
            }
        }
        guard let upper else { return true }
        return number < upper.number || upper.isIncluded && number == upper.number
    }
}

extension NumericRange {
    /// `["=", 5]`, `["<", 10]`, `[">", 0, "<=", 5]`.
    init(_ operand: JSONValue) throws(OperandMistake) {
        guard let list = operand.arrayValue, list.count == 2 || list.count == 4 else {
            throw OperandMistake(
                #"numeric takes a list such as [">", 0, "<=", 5]"#,
                hint: "one comparison and its number, or a lower and an upper one")
        }
        self.init()
        for index in stride(from: 0, to: list.count, by: 2) {
            let number = try Self.number(list[index + 1])
            try set(list[index], number, isFirst: index == 0, isOnly: list.count == 2)
        }
        if list.count == 4, let lower, let upper, lower.number >= upper.number {
            throw OperandMistake("numeric needs its lower bound below its upper bound")
        }
    }

    private mutating func set(
        _ comparison: JSONValue, _ number: Double, isFirst: Bool, isOnly: Bool
    ) throws(OperandMistake) {
        switch comparison {
        case "=" where isOnly:
            lower = Bound(number: number, isIncluded: true)
            upper = lower
        case ">" where isFirst: lower = Bound(number: number, isIncluded: false)
        case ">=" where isFirst: lower = Bound(number: number, isIncluded: true)
        case "<" where isOnly || !isFirst: upper = Bound(number: number, isIncluded: false)
        case "<=" where isOnly || !isFirst: upper = Bound(number: number, isIncluded: true)
        default:
            throw OperandMistake(
                "numeric takes one of = > >= < <=, or > or >= and then < or <=, "
                    + "not \(comparison.serialized()) here")
        }
    }

    /// A number that can be compared. event-ruler refuses the least one too, which Java writes as
    /// 4.9e-324.
    static func number(_ value: JSONValue) throws(OperandMistake) -> Double {
        guard case .number(let written) = value else {
            throw OperandMistake("numeric compares with a number, not \(value.kindName)")
        }
        guard case .number(let number) = Scalar(value), number.magnitude != .leastNonzeroMagnitude
        else {
            throw OperandMistake(
                "\(written.text) cannot be compared exactly",
                hint: "numbers of at most 15 digits can")
        }
        return number
    }
}

/// One of the alternatives in a field's list.
enum FieldTest: Hashable, Sendable {
    case equals(Scalar)
    case prefix(String)
    case suffix(String)
    case equalsIgnoreCase(IgnoringCase)
    /// Any value but these, of whatever type.
    case anythingBut(Set<Scalar>)
    case numeric(NumericRange)
    /// Whether there is a value, null included.
    case exists(Bool)

    /// Whether a value passes. `exists(false)` passes on no value; see `FieldSearch`.
    func passes(_ value: Scalar) -> Bool {
        switch self {
        case .equals(let wanted): return value == wanted
        case .anythingBut(let refused): return !refused.contains(value)
        case .exists(let isWanted): return isWanted
        case .numeric(let range):
            guard case .number(let number) = value else { return false }
            return range.contains(number)
        case .prefix(let prefix):
            guard case .string(let string) = value else { return false }
            return string.text.utf8.starts(with: prefix.utf8)
        case .suffix(let suffix):
            guard case .string(let string) = value else { return false }
            return string.text.utf8.reversed().starts(with: suffix.utf8.reversed())
        case .equalsIgnoreCase(let text):
            guard case .string(let string) = value else { return false }
            return text.matches(string.text)
        }
    }
}

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

import JSON

extension JSONValue {
    /// False, null, and empty strings, arrays and objects are not.
    var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let flag): flag
        case .number: true
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.isEmpty
        }
    }

    var isNumber: Bool { if case .number = self { true } else { false } }
    var isString: Bool { if case .string = self { true } else { false } }
}

extension JSONNumber {
    /// By value: 1 is 1.0. Whole numbers that fit 64 bits are compared exactly.
    func isEqual(to other: JSONNumber) -> Bool {
        if text == other.text { return true }
        if let whole = Int(text), let otherWhole = Int(other.text) { return whole == otherWhole }
        return double == other.double
    }

    func isLess(than other: JSONNumber) -> Bool {
        if let whole = Int(text), let otherWhole = Int(other.text) { return whole < otherWhole }
        return double < other.double
    }
}

extension String {
    /// The order of Unicode scalars, which UTF-8 keeps.
    func isBefore(_ other: String) -> Bool {
        guard let (mine, others) = firstDifference(to: other) else {
            return utf8.count < other.utf8.count
        }
        return mine < others
    }

    /// The bytes at the first place where they differ; nil when one begins with the other.
    private func firstDifference(to other: String) -> (UInt8, UInt8)? {
        let bytes = utf8Span.span
        let others = other.utf8Span.span
        for index in 0..<min(bytes.count, others.count) where bytes[index] != others[index] {
            return (bytes[index], others[index])
        }
        return nil
    }
}

extension Evaluation {
    /// Order is defined for numbers only; comparing anything else by order yields null.
    mutating func compare(
        _ left: JSONValue, _ comparator: Node.Comparator, _ right: JSONValue
    ) throws(JMESPathError) -> JSONValue {
        switch comparator {
        case .equal: return .bool(try isEqual(left, right))
        case .notEqual: return .bool(!(try isEqual(left, right)))
        case .less, .lessOrEqual, .greater, .greaterOrEqual: break
        }
        guard case .number(let left) = left, case .number(let right) = right else { return .null }
        try spend(bytes: left.text.utf8.count + right.text.utf8.count)
        switch comparator {
        case .less: return .bool(left.isLess(than: right))
        case .lessOrEqual: return .bool(!right.isLess(than: left))
        case .greater: return .bool(right.isLess(than: left))
        default: return .bool(!left.isLess(than: right))
        }
    }

    /// Deep equality; objects are equal whatever the order of their members.
    mutating func isEqual(
        _ left: JSONValue, _ right: JSONValue
    ) throws(JMESPathError) -> Bool {
        try spend()
        switch (left, right) {
        case (.number(let left), .number(let right)):
            try spend(bytes: left.text.utf8.count + right.text.utf8.count)
            return left.isEqual(to: right)
        case (.string(let left), .string(let right)):
            try spend(bytes: min(left.utf8.count, right.utf8.count))
            return left.isIdentical(to: right)
        case (.array(let left), .array(let right)):
            guard left.count == right.count else { return false }
            for (left, right) in zip(left, right) {
                guard try isEqual(left, right) else { return false }
            }
            return true
        case (.object(let left), .object(let right)):
            guard left.count == right.count else { return false }
            for member in left.members {
                try spend(bytes: member.key.utf8.count)
                guard let other = right[member.key], try isEqual(member.value, other) else {
                    return false
                }
            }
            return true
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        default: return false
        }
    }
}

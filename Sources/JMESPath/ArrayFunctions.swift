import JSON

/// Functions on arrays, and those on several types that arrays are one of.
enum ArrayFunction: String, Sendable, CaseIterable {
    case contains, length, map, max, min, reverse, sort
    case maxBy = "max_by"
    case minBy = "min_by"
    case sortBy = "sort_by"
    case toArray = "to_array"

    /// Of JMESPath Community: `zip(['a', 'b'], [c, d])` → `[["a", c], ["b", d]]`, as long as the
    /// shortest array.
    case zip

    var signature: Signature {
        switch self {
        case .contains: Signature(required: [[.array, .string], .any])
        case .length: Signature(required: [[.string, .array, .object]])
        case .map: Signature(required: [.reference, .array])
        case .max, .min, .sort: Signature(required: [[.numbers, .strings]])
        case .maxBy, .minBy, .sortBy: Signature(required: [.array, .reference])
        case .reverse: Signature(required: [[.string, .array]])
        case .toArray: Signature(required: [.any])
        case .zip: Signature(required: [.array], isVariadic: true)
        }
    }
}

extension Evaluation {
    mutating func array(
        _ function: ArrayFunction, _ arguments: Arguments
    ) throws(JMESPathError) -> JSONValue {
        switch function {
        case .contains: return .bool(try contains(arguments.value(0), arguments.value(1)))
        case .length: return .number(JSONNumber(try length(of: arguments.value(0))))
        case .map:
            var results: [JSONValue] = []
            results.reserveCapacity(arguments.array(1).count)
            for element in arguments.array(1) {
                results.append(try evaluate(arguments.reference(0), on: element))
            }
            return .array(results)
        case .reverse:
            guard case .string(let text) = arguments.value(0) else {
                try spend(arguments.array(0).count)
                return .array(arguments.array(0).reversed())
            }
            try spend(bytes: text.utf8.count)
            return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
        case .sort: return .array(try sorted(arguments.array(0)))
        case .sortBy: return .array(try sortedByKey(arguments))
        // Of several equal ones, min and max both mean the first.
        case .min: return try extreme(arguments.array(0), keys: arguments.array(0), isBefore)
        case .max:
            return try extreme(arguments.array(0), keys: arguments.array(0)) { isBefore($1, $0) }
        case .minBy: return try extreme(arguments.array(0), keys: keys(arguments), isBefore)
        case .maxBy:
            return try extreme(arguments.array(0), keys: keys(arguments)) { isBefore($1, $0) }
        case .toArray:
            let value = arguments.value(0)
            return value.arrayValue == nil ? .array([value]) : value
        case .zip:
            let arrays = arguments.all.map { $0.arrayValue ?? [] }
            let count = arrays.map(\.count).min() ?? 0
            try spend(count * arrays.count)
            return .array((0..<count).map { index in .array(arrays.map { $0[index] }) })
        }
    }

    private mutating func contains(
        _ subject: JSONValue, _ wanted: JSONValue
    ) throws(JMESPathError) -> Bool {
        switch (subject, wanted) {
        case (.array(let elements), _):
            for element in elements {
                if try isEqual(element, wanted) { return true }
            }
            return false
        case (.string(let text), .string(let part)):
            try spend(bytes: text.utf8.count)
            if part.isEmpty { return true }
            return try firstPlace(of: part.utf8Span.span, in: text.utf8Span.span, from: 0) != nil
        default: return false
        }
    }

    private mutating func length(of value: JSONValue) throws(JMESPathError) -> Int {
        switch value {
        case .array(let elements): return elements.count
        case .object(let object): return object.count
        default:
            let text = value.stringValue ?? ""
            try spend(bytes: text.utf8.count)
            return text.unicodeScalars.count
        }
    }

    private mutating func sorted(_ elements: [JSONValue]) throws(JMESPathError) -> [JSONValue] {
        try spend(sortSteps(elements))
        return elements.sorted(by: isBefore)
    }

    private mutating func sortedByKey(_ arguments: Arguments) throws(JMESPathError) -> [JSONValue] {
        let keys = try keys(arguments)
        try spend(sortSteps(keys))
        // Swift's sort is stable, as the specification wants it.
        let order = keys.indices.sorted { isBefore(keys[$0], keys[$1]) }
        let elements = arguments.array(0)
        return order.map { elements[$0] }
    }

    /// n log n comparisons.
    private func sortSteps(_ keys: [JSONValue]) -> Int {
        textSteps(keys) * (Int.bitWidth - keys.count.leadingZeroBitCount)
    }

    /// The results of the reference for every element; all numbers or all strings.
    private mutating func keys(_ arguments: Arguments) throws(JMESPathError) -> [JSONValue] {
        var keys: [JSONValue] = []
        for element in arguments.array(0) {
            let key = try evaluate(arguments.reference(1), on: element)
            guard key.isNumber || key.isString else {
                throw arguments.invalidType("takes numbers or strings as keys, not \(key.kindName)")
            }
            if let first = keys.first, first.isNumber != key.isNumber {
                throw arguments.invalidType("takes either numbers or strings as keys, not both")
            }
            keys.append(key)
        }
        return keys
    }

    private mutating func extreme(
        _ elements: [JSONValue], keys: [JSONValue], _ isBetter: (JSONValue, JSONValue) -> Bool
    ) throws(JMESPathError) -> JSONValue {
        try spend(textSteps(keys))
        guard var best = keys.indices.first else { return .null }
        for index in keys.indices where isBetter(keys[index], keys[best]) { best = index }
        return elements[best]
    }
}

private func isBefore(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch (left, right) {
    case (.number(let left), .number(let right)): left.isLess(than: right)
    case (.string(let left), .string(let right)): left.isBefore(right)
    default: false
    }
}

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
        case .length: return .number(JSONNumber(length(of: arguments.value(0))))
        case .map:
            var results: [JSONValue] = []
            for element in arguments.array(1) {
                results.append(try evaluate(arguments.reference(0), on: element))
            }
            return .array(results)
        case .reverse:
            guard case .string(let text) = arguments.value(0) else {
                return .array(arguments.array(0).reversed())
            }
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
            return try firstPlace(of: Array(part.utf8), in: Array(text.utf8), from: 0) != nil
        default: return false
        }
    }

    private func length(of value: JSONValue) -> Int {
        switch value {
        case .array(let elements): elements.count
        case .object(let object): object.count
        default: value.stringValue?.unicodeScalars.count ?? 0
        }
    }

    private mutating func sorted(_ elements: [JSONValue]) throws(JMESPathError) -> [JSONValue] {
        try sort(elements.map { (key: $0, value: $0) })
    }

    private mutating func sortedByKey(_ arguments: Arguments) throws(JMESPathError) -> [JSONValue] {
        let keys = try keys(arguments)
        return try sort(zip(keys, arguments.array(0)).map { (key: $0, value: $1) })
    }

    /// Equal ones stay in their order.
    private mutating func sort(
        _ pairs: [(key: JSONValue, value: JSONValue)]
    ) throws(JMESPathError) -> [JSONValue] {
        // n log n comparisons.
        try spend(pairs.count * (Int.bitWidth - pairs.count.leadingZeroBitCount))
        let order = pairs.indices.sorted { left, right in
            if isBefore(pairs[left].key, pairs[right].key) { return true }
            return left < right && !isBefore(pairs[right].key, pairs[left].key)
        }
        return order.map { pairs[$0].value }
    }

    /// The results of the reference for every element; all numbers or all strings.
    private mutating func keys(_ arguments: Arguments) throws(JMESPathError) -> [JSONValue] {
        var keys: [JSONValue] = []
        for element in arguments.array(0) {
            let key = try evaluate(arguments.reference(1), on: element)
            let isNumber = key.numberValue != nil
            guard isNumber || key.stringValue != nil else {
                throw arguments.invalidType("takes numbers or strings as keys, not \(key.kindName)")
            }
            if let first = keys.first, (first.numberValue != nil) != isNumber {
                throw arguments.invalidType("takes either numbers or strings as keys, not both")
            }
            keys.append(key)
        }
        return keys
    }

    private mutating func extreme(
        _ elements: [JSONValue], keys: [JSONValue], _ isBetter: (JSONValue, JSONValue) -> Bool
    ) throws(JMESPathError) -> JSONValue {
        try spend(elements.count)
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

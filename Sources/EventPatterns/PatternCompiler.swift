import JSON

/// Turns a pattern's JSON into conjunctions of fields, one for each combination that `$or` allows.
struct PatternCompiler {
    private var found: [EventPattern.Field] = []

    /// - Returns: for each combination its fields in the order of their paths.
    mutating func alternatives(
        of json: JSONValue
    ) throws(PatternError) -> [[EventPattern.Field]] {
        guard case .object(let object) = json else {
            throw PatternError(
                .shape, "a pattern is an object, not \(json.kindName)", at: [],
                hint: #"write it as {"source": ["aws.config"]}"#)
        }
        var scope = PatternScope(isInsideOr: false)
        try visit(object, at: [], path: [], in: &scope)
        // Sorted by number once, so that combinations sort integers instead of paths.
        let order = found.indices.sorted {
            found[$0].name.utf16.lexicographicallyPrecedes(found[$1].name.utf16)
        }
        var ranks = Array(repeating: 0, count: found.count)
        for (rank, number) in order.enumerated() { ranks[number] = rank }
        return scope.combinations.map { numbers in
            numbers.sorted { ranks[$0] < ranks[$1] }.map { found[$0] }
        }
    }

    /// Recursion is as deep as the pattern: `EventPattern.depthMax` as text, 64 in YAML.
    private mutating func visit(
        _ object: JSONObject, at keys: [String], path: [ExactText], in scope: inout PatternScope
    ) throws(PatternError) {
        guard !object.isEmpty else {
            let what = keys.isEmpty ? "a pattern that is an empty object" : "an empty object"
            throw PatternError(
                .empty, "\(what) matches nothing", at: keys,
                hint: #"to match everything, write a field as [{"exists": true}]"#)
        }
        for member in object.members {
            let keys = keys + [member.key]
            if member.key == Self.orKey {
                try multiply(member.value, at: keys, path: path, in: &scope)
                continue
            }
            guard !scope.isInsideOr || !Self.reservedNames.contains(member.key) else {
                throw PatternError(
                    .reservedName, "inside of $or no field may be named \(member.key)", at: keys,
                    hint: "alternatives of $or are objects of fields, not operators")
            }
            let path = path + PathTree.parts(of: member.key)
            switch member.value {
            case .object(let inner): try visit(inner, at: keys, path: path, in: &scope)
            case .array(let list): try add(list, at: keys, path: path, in: &scope)
            default:
                throw PatternError(
                    .shape, "a field needs a list of values, not \(member.value.kindName)",
                    at: keys, hint: hint(for: member))
            }
        }
    }

    private func hint(for member: JSONMember) -> String {
        let value = member.value.serialized()
        if Operator(rawValue: member.key) != nil {
            return "an operator stands in its field's list: [{\"\(member.key)\": \(value)}]"
        }
        return "write [\(value)]"
    }

    private mutating func add(
        _ list: [JSONValue], at keys: [String], path: [ExactText], in scope: inout PatternScope
    ) throws(PatternError) {
        guard !list.isEmpty else {
            throw PatternError(
                .empty, "an empty list matches nothing", at: keys,
                hint: #"for any value at all write [{"exists": true}]"#)
        }
        try scope.take(path, at: keys)
        var tests: [FieldTest] = []
        for (index, element) in list.enumerated() {
            let place = list.count > 1 ? keys + [String(index)] : keys
            if let test = try test(element, at: place) { tests.append(test) }
        }
        guard !tests.isEmpty else {
            throw PatternError(
                .empty, "an anything-but of no strings is all that this list holds", at: keys,
                hint: #"for any value at all write [{"exists": true}]"#)
        }
        try scope.multiply(by: [[found.count]], at: keys)
        found.append(
            EventPattern.Field(
                path: path, tests: tests, list: .array(list), writtenIndex: found.count))
    }

    private func test(_ element: JSONValue, at keys: [String]) throws(PatternError) -> FieldTest? {
        if case .string(let text) = element, let address = IPAddress(text.utf8Span.span) {
            return .address(address)
        }
        if let scalar = Scalar(element) { return .equals(scalar) }
        guard case .object(let object) = element else {
            throw PatternError(
                .shape, "a field's list holds values and operators, no lists", at: keys,
                hint: "a list in an event matches if any of its elements does")
        }
        guard object.count == 1, let member = object.members.first else {
            throw PatternError(
                .shape, "an operator is an object with one key, not \(object.count)", at: keys,
                hint: #"write each operator as an object of its own: {"prefix": "a"}"#)
        }
        return try OperatorCompiler(path: keys + [member.key]).test(member)
    }
}

// MARK: $or

extension PatternCompiler {
    private static let orKey = "$or"

    /// The operators of event-ruler and the names it keeps for later ones.
    ///
    /// Source: `RESERVED_FIELD_NAMES_IN_OR_RELATIONSHIP` of its `Constants.java`.
    private static let reservedNames = Set(
        Operator.allCases.map(\.rawValue) + [
            "=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case",
            "date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range",
            "ip-address-in-range", "ip-address-not-in-range",
        ])

    /// Adds what `$or` holds to every combination there is.
    private mutating func multiply(
        _ value: JSONValue, at keys: [String], path: [ExactText], in scope: inout PatternScope
    ) throws(PatternError) {
        let hint = #"write it as {"$or": [{"a": ["x"]}, {"b": ["y"]}]}"#
        guard case .array(let list) = value, list.count > 1 else {
            let what = value.arrayValue.map { "a list of \($0.count)" } ?? value.kindName
            throw PatternError(
                .alternatives, "$or takes a list of at least two objects, not \(what)", at: keys,
                hint: hint)
        }
        var all = PatternScope(isInsideOr: true, combinations: [])
        for (index, element) in list.enumerated() {
            let keys = keys + [String(index)]
            guard case .object(let object) = element else {
                throw PatternError(
                    .alternatives, "$or takes objects, not \(element.kindName)", at: keys,
                    hint: hint)
            }
            var one = PatternScope(isInsideOr: true)
            try visit(object, at: keys, path: path, in: &one)
            try all.join(one, at: keys)
        }
        // In the order of the places, so that of several mistakes it is always the same one.
        let places = all.places.sorted { $0.value.lexicographicallyPrecedes($1.value) }
        for (path, place) in places { try scope.take(path, at: place) }
        try scope.multiply(by: all.combinations, at: keys)
    }
}

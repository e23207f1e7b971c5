import JSON

/// Turns a pattern's JSON into fields.
struct PatternCompiler {
    private var found: [EventPattern.Field] = []
    /// The first place of every path, as it was written.
    private var places: [[ExactText]: [String]] = [:]

    /// - Returns: the fields in the order of their paths.
    mutating func fields(of json: JSONValue) throws(PatternError) -> [EventPattern.Field] {
        guard case .object(let object) = json else {
            throw PatternError(.shape, "a pattern is an object, not \(json.kindName)", at: [])
        }
        try visit(object, at: [], path: [])
        return found.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
    }

    /// Recursion is as deep as the pattern, which JSON limits to 128.
    private mutating func visit(
        _ object: JSONObject, at keys: [String], path: [ExactText]
    ) throws(PatternError) {
        guard !object.isEmpty else {
            throw PatternError(.empty, "an empty object matches nothing", at: keys)
        }
        for member in object.members {
            let keys = keys + [member.key]
            guard member.key != "$or" else { throw unsupported("$or", at: keys) }
            let path = path + PathTree.parts(of: member.key)
            switch member.value {
            case .object(let inner): try visit(inner, at: keys, path: path)
            case .array(let list): try add(list, at: keys, path: path)
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
        _ list: [JSONValue], at keys: [String], path: [ExactText]
    ) throws(PatternError) {
        guard !list.isEmpty else {
            throw PatternError(.empty, "an empty list matches nothing", at: keys)
        }
        if let first = places.updateValue(keys, forKey: path) {
            let place = first == keys ? "" : "; the other is \(first.joined(separator: " → "))"
            throw PatternError(.writtenTwice, "this path is written twice\(place)", at: keys)
        }
        guard found.count < EventPattern.fieldsMax else {
            throw PatternError(
                .tooManyFields, "a pattern has at most \(EventPattern.fieldsMax) fields", at: keys)
        }
        var tests: [FieldTest] = []
        for element in list { tests.append(try test(element, at: keys)) }
        found.append(
            EventPattern.Field(
                path: path, tests: tests, list: .array(list), writtenIndex: found.count))
    }

    private func test(
        _ element: JSONValue, at keys: [String]
    ) throws(PatternError) -> FieldTest {
        if let scalar = Scalar(element) { return .equals(scalar) }
        guard case .object(let object) = element else {
            throw PatternError(.shape, "a list holds values and operators, no lists", at: keys)
        }
        guard object.count == 1, let member = object.members.first else {
            throw PatternError(
                .shape, "an operator is an object with one key, not \(object.count)", at: keys,
                hint: "write each operator as an object of its own")
        }
        return try OperatorCompiler(path: keys + [member.key]).test(member)
    }
}

/// The names of the language's operators.
enum Operator: String, CaseIterable {
    case prefix, suffix, numeric, exists
    case anythingBut = "anything-but"
    case equalsIgnoreCase = "equals-ignore-case"
    // Not in this version:
    case exactly, wildcard, cidr
}

/// Reads one operator with its operand.
private struct OperatorCompiler {
    let path: [String]

    func test(_ member: JSONMember) throws(PatternError) -> FieldTest {
        guard let found = Operator(rawValue: member.key) else { throw unknown(member.key) }
        switch found {
        case .prefix: return .prefix(try text(member.value))
        case .suffix: return .suffix(try text(member.value))
        case .equalsIgnoreCase: return .equalsIgnoreCase(IgnoringCase(try text(member.value)))
        case .anythingBut: return .anythingBut(try refusedValues(member.value))
        case .numeric: return .numeric(try range(member.value))
        case .exists:
            guard let isWanted = member.value.boolValue else {
                throw operand("exists takes true or false, not \(member.value.kindName)")
            }
            return .exists(isWanted)
        case .exactly, .wildcard, .cidr: throw unsupported(member.key, at: path)
        }
    }

    private func text(_ value: JSONValue) throws(PatternError) -> String {
        if let text = value.stringValue { return text }
        if value.objectValue != nil { throw unsupported("an operator inside this one", at: path) }
        throw operand("\(path.last ?? "") takes a string, not \(value.kindName)")
    }

    /// A string, a number, or a list of either.
    private func refusedValues(_ value: JSONValue) throws(PatternError) -> Set<Scalar> {
        if value.objectValue != nil { throw unsupported("an operator inside this one", at: path) }
        let values = value.arrayValue ?? [value]
        guard !values.isEmpty else { throw operand("anything-but needs a value") }
        var refused: Set<Scalar> = []
        for value in values {
            switch Scalar(value) {
            case .string(let text): refused.insert(.string(text))
            case .number, .opaqueNumber: refused.insert(.number(try number(value)))
            default: throw operand("anything-but takes strings or numbers, not \(value.kindName)")
            }
        }
        let strings = values.count { $0.stringValue != nil }
        guard strings == 0 || strings == values.count else {
            throw operand("anything-but takes either strings or numbers, not both")
        }
        return refused
    }

    /// `["=", 5]`, `["<", 10]`, `[">", 0, "<=", 5]`.
    private func range(_ value: JSONValue) throws(PatternError) -> NumericRange {
        guard let list = value.arrayValue, list.count == 2 || list.count == 4 else {
            throw operand("numeric takes a list such as [\">\", 0, \"<=\", 5]")
        }
        var range = NumericRange()
        for index in stride(from: 0, to: list.count, by: 2) {
            let number = try number(list[index + 1])
            let isFirst = index == 0
            switch list[index] {
            case "=" where list.count == 2:
                range.lower = .init(number: number, isIncluded: true)
                range.upper = range.lower
            case ">" where isFirst: range.lower = .init(number: number, isIncluded: false)
            case ">=" where isFirst: range.lower = .init(number: number, isIncluded: true)
            case "<" where isFirst == (list.count == 2):
                range.upper = .init(number: number, isIncluded: false)
            case "<=" where isFirst == (list.count == 2):
                range.upper = .init(number: number, isIncluded: true)
            default:
                throw operand(
                    "numeric takes one of = > >= < <=, or > or >= and then < or <=, "
                        + "not \(list[index].serialized()) here")
            }
        }
        if let lower = range.lower, let upper = range.upper, list.count == 4,
            lower.number >= upper.number
        {
            throw operand("numeric needs its lower bound below its upper bound")
        }
        return range
    }

    private func number(_ value: JSONValue) throws(PatternError) -> Double {
        guard case .number(let written) = value else {
            throw operand("numeric compares with a number, not \(value.kindName)")
        }
        // event-ruler refuses the least number too: Java writes it as 4.9e-324.
        guard case .number(let number) = Scalar(value),
            number.magnitude != .leastNonzeroMagnitude
        else { throw operand("\(written.text) cannot be compared exactly") }
        return number
    }

    private func operand(_ message: String) -> PatternError {
        PatternError(.operand, message, at: path)
    }

    private func unknown(_ name: String) -> PatternError {
        let guess = Spelling.nearest(
            to: name, among: Operator.allCases.map(\.rawValue), mistakesMax: 2)
        return PatternError(
            .unknownOperator, "there is no operator \(name)", at: path,
            hint: guess.map { "did you mean \($0)?" })
    }
}

private func unsupported(_ what: String, at path: [String]) -> PatternError {
    PatternError(.unsupported, "\(what) is not supported in this version", at: path)
}

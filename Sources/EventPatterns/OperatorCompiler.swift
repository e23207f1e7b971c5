import JSON

/// The names of the language's operators.
enum Operator: String, CaseIterable {
    case prefix, suffix, numeric, exists, exactly, wildcard, cidr
    case anythingBut = "anything-but"
    case equalsIgnoreCase = "equals-ignore-case"
}

/// Reads one operator with its operand.
struct OperatorCompiler {
    /// Where it stands, its own name included.
    let path: [String]

    /// Nil for an `anything-but` of no strings, which event-ruler takes and which no value passes.
    func test(_ member: JSONMember) throws(PatternError) -> FieldTest? {
        guard let found = Operator(rawValue: member.key) else { throw unknown(member.key) }
        let value = member.value
        switch found {
        case .exactly: return .equals(.string(ExactText(try text(value))))
        case .prefix:
            if let inner = try ignoringCase(inside: value) { return .prefixIgnoreCase(inner) }
            return .prefix(ExactText(try text(value)))
        case .suffix:
            if let inner = try ignoringCase(inside: value) { return .suffixIgnoreCase(inner) }
            return .suffix(ExactText(try text(value)))
        case .equalsIgnoreCase: return .equalsIgnoreCase(IgnoringCase(try text(value)))
        case .wildcard: return .wildcard(try wildcard(try text(value)))
        case .cidr:
            let text = try text(value)
            return .cidr(try placed { () throws(OperandMistake) in try AddressBlock(text) })
        case .numeric:
            return .numeric(try placed { () throws(OperandMistake) in try NumericRange(value) })
        case .exists:
            guard let isWanted = value.boolValue else {
                throw operand(
                    "exists takes true or false, not \(value.kindName)",
                    hint: "false asks for the field to be absent")
            }
            return .exists(isWanted)
        case .anythingBut: return try exclusion(value).map(FieldTest.anythingBut)
        }
    }

    /// What `prefix` or `suffix` holds instead of a string; nil if it is no object.
    private func ignoringCase(inside value: JSONValue) throws(PatternError) -> IgnoringCase? {
        guard case .object(let object) = value else { return nil }
        let (name, inner) = try only(in: object, of: [.equalsIgnoreCase])
        return IgnoringCase(try OperatorCompiler(path: path + [name.rawValue]).text(inner))
    }

    /// The one operator inside of this one.
    private func only(
        in object: JSONObject, of allowed: [Operator]
    ) throws(PatternError) -> (Operator, JSONValue) {
        let names = allowed.map(\.rawValue).joined(separator: ", ")
        guard object.count == 1, let member = object.members.first else {
            throw operand(
                "\(self.name) takes one operator inside, not \(object.count)",
                hint: "it can hold: \(names)")
        }
        guard let name = Operator(rawValue: member.key), allowed.contains(name) else {
            throw PatternError(
                .unknownOperator, "\(self.name) cannot hold `\(member.key)`",
                at: path + [member.key],
                hint: Spelling.hint(for: member.key, among: allowed.map(\.rawValue))
                    ?? "it can hold: \(names)")
        }
        return (name, member.value)
    }

    private var name: String { path.last ?? "" }

    private func text(_ value: JSONValue) throws(PatternError) -> String {
        if let text = value.stringValue { return text }
        throw operand("\(name) takes a string, not \(value.kindName)")
    }

    private func wildcard(_ text: String) throws(PatternError) -> Wildcard {
        try placed { () throws(OperandMistake) in try Wildcard(text) }
    }

    private func placed<Value>(
        _ read: () throws(OperandMistake) -> Value
    ) throws(PatternError) -> Value {
        do {
            return try read()
        } catch {
            throw operand(error.message, hint: error.hint)
        }
    }

    private func operand(_ message: String, hint: String? = nil) -> PatternError {
        PatternError(.operand, message, at: path, hint: hint)
    }

    private func unknown(_ name: String) -> PatternError {
        let names = Operator.allCases.map(\.rawValue)
        let guess = Spelling.nearest(to: name, among: names, mistakesMax: 2)
        return PatternError(
            .unknownOperator, "there is no operator `\(name)`", at: path,
            hint: guess.map { "did you mean `\($0)`?" }
                ?? "the operators are \(names.joined(separator: ", "))")
    }
}

// MARK: anything-but

extension OperatorCompiler {
    private func exclusion(_ value: JSONValue) throws(PatternError) -> Exclusion? {
        guard case .object(let object) = value else { return try values(value) }
        let (name, inner) = try only(
            in: object, of: [.prefix, .suffix, .equalsIgnoreCase, .wildcard])
        return try OperatorCompiler(path: path + [name.rawValue]).exclusion(name, inner)
    }

    private func exclusion(
        _ name: Operator, _ value: JSONValue
    ) throws(PatternError) -> Exclusion? {
        let texts = try texts(value)
        guard !texts.isEmpty else { return nil }
        switch name {
        case .equalsIgnoreCase: return .ignoringCase(texts.map(IgnoringCase.init))
        case .wildcard:
            var wildcards: [Wildcard] = []
            for text in texts { wildcards.append(try wildcard(text)) }
            return .wildcards(wildcards)
        default:
            guard !texts.contains("") else {
                throw operand("an empty \(name.rawValue) would refuse every string")
            }
            let exact = texts.map(ExactText.init)
            return name == .prefix ? .prefixes(exact) : .suffixes(exact)
        }
    }

    /// A string or a list of them.
    private func texts(_ value: JSONValue) throws(PatternError) -> [String] {
        guard case .array(let list) = value else { return [try text(value)] }
        var texts: [String] = []
        for element in list { texts.append(try text(element)) }
        return texts
    }

    /// A string, a number, or a list of either.
    private func values(_ value: JSONValue) throws(PatternError) -> Exclusion {
        let list = value.arrayValue ?? [value]
        guard !list.isEmpty else { throw operand("anything-but needs at least one value") }
        for element in list where element.stringValue == nil && element.numberValue == nil {
            throw operand(
                "anything-but takes strings or numbers, not \(element.kindName)",
                hint: "or one of prefix, suffix, equals-ignore-case, wildcard as an object")
        }
        let strings = list.compactMap(\.stringValue)
        if strings.count == list.count { return .texts(TextSet(strings)) }
        guard strings.isEmpty else {
            throw operand("anything-but takes either strings or numbers, not both")
        }
        var numbers: Set<Double> = []
        for element in list {
            numbers.insert(
                try placed { () throws(OperandMistake) in try NumericRange.number(element) })
        }
        return .numbers(numbers)
    }
}

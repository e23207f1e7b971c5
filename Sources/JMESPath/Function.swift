import JSON

/// A function of the language, by theme; each theme has its own file.
enum Function: Sendable {
    case number(NumberFunction)
    case string(StringFunction)
    case array(ArrayFunction)
    case object(ObjectFunction)

    init?(name: String) {
        if let function = NumberFunction(rawValue: name) {
            self = .number(function)
        } else if let function = StringFunction(rawValue: name) {
            self = .string(function)
        } else if let function = ArrayFunction(rawValue: name) {
            self = .array(function)
        } else if let function = ObjectFunction(rawValue: name) {
            self = .object(function)
        } else {
            return nil
        }
    }

    var name: String {
        switch self {
        case .number(let function): function.rawValue
        case .string(let function): function.rawValue
        case .array(let function): function.rawValue
        case .object(let function): function.rawValue
        }
    }

    var signature: Signature {
        switch self {
        case .number(let function): function.signature
        case .string(let function): function.signature
        case .array(let function): function.signature
        case .object(let function): function.signature
        }
    }
}

/// The types a parameter accepts.
struct ParameterTypes: OptionSet, Sendable {
    let rawValue: Int

    static let null = Self(rawValue: 1)
    static let boolean = Self(rawValue: 2)
    static let number = Self(rawValue: 4)
    static let string = Self(rawValue: 8)
    static let array = Self(rawValue: 16)
    static let object = Self(rawValue: 32)
    /// `&expression`
    static let reference = Self(rawValue: 64)
    /// Arrays of nothing but numbers; the empty one too.
    static let numbers = Self(rawValue: 128)
    static let strings = Self(rawValue: 256)
    static let any: Self = [.null, .boolean, .number, .string, .array, .object]

    private static let names: [(Self, String)] = [
        (.any, "any value"), (.null, "null"), (.boolean, "a boolean"), (.number, "a number"),
        (.string, "a string"), (.array, "an array"), (.object, "an object"),
        (.reference, "an expression (&…)"), (.numbers, "an array of numbers"),
        (.strings, "an array of strings"),
    ]

    /// `a string or an array`
    var text: String {
        var rest = self
        var found: [String] = []
        for (types, name) in Self.names where rest.isSuperset(of: types) {
            found.append(name)
            rest.subtract(types)
        }
        return found.joined(separator: " or ")
    }

    func accepts(_ value: JSONValue) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .number: contains(.number)
        case .string: contains(.string)
        case .object: contains(.object)
        case .array(let elements):
            contains(.array)
                || contains(.numbers) && elements.allSatisfy(\.isNumber)
                || contains(.strings) && elements.allSatisfy(\.isString)
        }
    }
}

/// How many arguments of which types a function takes.
struct Signature: Sendable {
    let required: [ParameterTypes]
    var optional: [ParameterTypes] = []
    /// Any number of further arguments has the type of the last one.
    var isVariadic = false

    func accepts(count: Int) -> Bool {
        count >= required.count && (isVariadic || count <= required.count + optional.count)
    }

    func types(at index: Int) -> ParameterTypes {
        let all = required + optional
        return all[min(index, all.count - 1)]
    }

    /// `2 arguments`, `1 to 3 arguments`, `at least 1 argument`
    var countText: String {
        let least = required.count
        if isVariadic { return "at least \(least) argument" + (least == 1 ? "" : "s") }
        if !optional.isEmpty { return "\(least) to \(least + optional.count) arguments" }
        return "\(least) argument" + (least == 1 ? "" : "s")
    }
}

/// The evaluated arguments of a call.
///
/// The number of arguments was checked when the expression was read and their types by
/// `checkTypes`, so the accessors' fallbacks are never used with the types of the signature.
struct Arguments {
    /// In the order of the call, null in the place of a reference.
    let all: [JSONValue]
    private let call: Node.Call

    init(_ values: [JSONValue], of call: Node.Call) {
        all = values
        self.call = call
    }

    func checkTypes() throws(JMESPathError) {
        for (index, types) in call.types.enumerated() {
            switch call.arguments[index] {
            case .value where types.accepts(all[index]), .reference where types == .reference:
                continue
            case .value:
                let isMixed = all[index].arrayValue != nil
                throw wrongType(
                    index, wanted: types, found: isMixed ? "this array" : all[index].kindName)
            case .reference: throw wrongType(index, wanted: types, found: "an expression (&…)")
            }
        }
    }

    func value(_ index: Int) -> JSONValue { index < all.count ? all[index] : .null }

    func string(_ index: Int) -> String { value(index).stringValue ?? "" }
    func array(_ index: Int) -> [JSONValue] { value(index).arrayValue ?? [] }
    func object(_ index: Int) -> JSONObject { value(index).objectValue ?? JSONObject() }
    func number(_ index: Int) -> JSONNumber { value(index).numberValue ?? JSONNumber(0) }

    func reference(_ index: Int) -> Node {
        guard case .reference(let node) = call.arguments[index] else {
            return Node(kind: .current)
        }
        return node
    }

    /// A whole number; nil if the optional argument is not there.
    func integer(_ index: Int) throws(JMESPathError) -> Int? {
        guard index < all.count else { return nil }
        guard let integer = value(index).intValue else {
            throw invalidValue("takes a whole number, not \(number(index).text)")
        }
        return integer
    }

    /// The same, not negative.
    func count(_ index: Int) throws(JMESPathError) -> Int? {
        guard let count = try integer(index) else { return nil }
        guard count >= 0 else { throw invalidValue("takes no negative count, such as \(count)") }
        return count
    }

    func invalidType(_ message: String) -> JMESPathError {
        JMESPathError(.invalidType, "\(call.function.name) \(message)", at: call.offset)
    }

    func invalidValue(_ message: String) -> JMESPathError {
        JMESPathError(.invalidValue, "\(call.function.name) \(message)", at: call.offset)
    }

    private func wrongType(
        _ index: Int, wanted: ParameterTypes, found: String
    ) -> JMESPathError {
        invalidType("takes \(wanted.text) as argument \(index + 1), not \(found)")
    }
}

import JSON

/// Functions on objects, and those on values of any type.
enum ObjectFunction: String, Sendable, CaseIterable {
    case keys, merge, type, values
    case notNull = "not_null"

    // Of JMESPath Community, <https://jmespath.site/main/#functions>:

    /// `` items(`{"a": 1, "b": 2}`) `` → `[["a", 1], ["b", 2]]`.
    case items
    /// `` from_items(`[["a", 1], ["b", 2]]`) `` → `{"a": 1, "b": 2}`. The last of equal keys wins.
    case fromItems = "from_items"

    var signature: Signature {
        switch self {
        case .keys, .values, .items: Signature(required: [.object])
        case .merge: Signature(required: [.object], isVariadic: true)
        case .notNull: Signature(required: [.any], isVariadic: true)
        case .type: Signature(required: [.any])
        case .fromItems: Signature(required: [.array])
        }
    }
}

extension Evaluation {
    mutating func object(
        _ function: ObjectFunction, _ arguments: Arguments
    ) throws(JMESPathError) -> JSONValue {
        let members = arguments.object(0).members
        try spend(members.count)
        switch function {
        case .keys: return .array(members.map { .string($0.key) })
        case .values: return .array(members.map(\.value))
        case .items: return .array(members.map { .array([.string($0.key), $0.value]) })
        case .merge: return .object(try merge(arguments.all))
        case .notNull: return arguments.all.first { $0 != .null } ?? .null
        case .type: return .string(typeName(of: arguments.value(0)))
        case .fromItems: return .object(try fromItems(arguments))
        }
    }

    private mutating func merge(_ objects: [JSONValue]) throws(JMESPathError) -> JSONObject {
        var result = JSONObject()
        for object in objects {
            for member in object.objectValue?.members ?? [] {
                try spend(1 + member.key.utf8.count / Self.bytesPerStep)
                result[member.key] = member.value
            }
        }
        return result
    }

    private mutating func fromItems(_ arguments: Arguments) throws(JMESPathError) -> JSONObject {
        var result = JSONObject()
        for item in arguments.array(0) {
            guard let pair = item.arrayValue else {
                throw arguments.invalidType("takes [key, value] pairs, not \(item.kindName)")
            }
            guard pair.count == 2, let key = pair[0].stringValue else {
                throw arguments.invalidValue("takes [key, value] pairs whose keys are strings")
            }
            try spend(1 + key.utf8.count / Self.bytesPerStep)
            result[key] = pair[1]
        }
        return result
    }

    private func typeName(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

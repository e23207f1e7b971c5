import Actions
import JSON
import Lifecycle

/// The JSON Schema of what stands in `with`, which depends on the call.
enum CallSchema {
    /// One condition for each call.
    static func conditions(_ calls: [CallDefinition]) -> [JSONValue] {
        calls.map { call in
            var then: JSONObject = ["properties": ["with": .object(members(of: call.parameters))]]
            if call.parameters.contains(where: \.isRequired) { then["required"] = ["with"] }
            return [
                "if": ["properties": ["call": ["const": .string(call.name)]]],
                "then": .object(then),
            ]
        }
    }

    private static func members(of parameters: [CallParameter]) -> JSONObject {
        var properties = JSONObject()
        for parameter in parameters {
            var forms = [value(parameter.shape), template]
            if parameter.mapping != nil { forms.append(["type": "object"]) }
            if !parameter.isRequired { forms.append(["type": "null"]) }
            properties[parameter.name] = [
                "description": .string(parameter.about), "anyOf": .array(forms),
            ]
        }
        return [
            "additionalProperties": false, "properties": .object(properties),
            "required": .array(
                parameters.filter(\.isRequired).map { JSONValue.string($0.name) }),
        ]
    }

    private static let template: JSONValue = ["type": "string", "pattern": "\\{\\{"]

    private static func value(_ shape: ValueShape) -> JSONValue {
        switch shape {
        case .string(let text): return .object(string(text))
        case .list(let element, let count):
            return [
                "type": "array", "items": ["anyOf": [value(element), template]],
                "minItems": number(count.lowerBound), "maxItems": number(count.upperBound),
            ]
        case .structure(let parameters):
            var object = members(of: parameters)
            object["type"] = "object"
            return .object(object)
        }
    }

    private static func string(_ shape: TextShape) -> JSONObject {
        guard shape.words.isEmpty else {
            return ["enum": .array(shape.words.map(JSONValue.string))]
        }
        var schema: JSONObject = ["type": "string"]
        if let length = shape.length {
            schema["minLength"] = number(length.lowerBound)
            schema["maxLength"] = number(length.upperBound)
        }
        schema["pattern"] = shape.pattern.map { .string($0.pattern) }
        return schema
    }

    private static func number(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }
}

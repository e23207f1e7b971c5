package import AWS
package import Events
package import JSON

/// One AWS operation as the bridge knows it. Adding a call is adding a definition: validation,
/// sending and the sorting of its errors all read from here.
package struct CallDefinition: Sendable {
    /// The IAM action, which is also the name in rule files: `config:DeliverConfigSnapshot`.
    package let name: String
    package let service: AWSService
    /// The value of X-Amz-Target.
    package let target: String
    package let protocolVersion: AWSCall.ProtocolVersion
    package let parameters: [CallParameter]
    /// Whether a second request has no second effect.
    package let isRepeatable: Bool
    /// What the operation's own error codes mean; each is permanent.
    package let refusals: [String: FailureReason]

    /// The definition of an IAM action name.
    package static func named(_ name: String) -> CallDefinition? { all.first { $0.name == name } }

    /// Mistakes in an input. Strings for which `isTemplate` is true are not looked at.
    package func problems(
        in input: JSONValue, isTemplate: (String) -> Bool = { _ in false }
    ) -> [InputProblem] {
        guard case .object(let object) = input else {
            return [InputProblem([], "the input must be an object, not \(input.kindName)")]
        }
        let unknown = object.keys.filter { key in !parameters.contains { $0.name == key } }
        var problems = unknown.map { key in
            InputProblem(
                [key], "\(name) has no parameter `\(key)`",
                hint: "it takes \(parameters.map { "`\($0.name)`" }.joined(separator: ", "))")
        }
        for parameter in parameters {
            let value = object[parameter.name]
            if case .string(let text) = value, isTemplate(text) { continue }
            problems += parameter.problem(with: value)
        }
        return problems
    }

    /// The input as it is sent: null for an optional parameter is left out.
    package func cleaned(_ input: JSONValue) -> JSONValue {
        guard case .object(let object) = input else { return input }
        var cleaned = JSONObject()
        for member in object.members where !member.value.isNull {
            cleaned[member.key] = member.value
        }
        return .object(cleaned)
    }
}

/// One parameter of an operation, with the constraints of the API reference.
package struct CallParameter: Sendable {
    package let name: String
    package let isRequired: Bool
    /// Unicode characters.
    package let length: ClosedRange<Int>

    /// At most one mistake.
    func problem(with value: JSONValue?) -> [InputProblem] {
        switch value {
        case nil where isRequired:
            return [InputProblem([], "`\(name)` is missing")]
        case .null where isRequired:
            return [InputProblem([name], "`\(name)` is required, but it is null")]
        case nil, .null:
            return []
        case .string(let text):
            guard !length.contains(text.unicodeScalars.count) else { return [] }
            let bounds = "\(length.lowerBound) to \(length.upperBound)"
            return [InputProblem([name], "`\(name)` must have \(bounds) characters")]
        case .some(let other):
            return [InputProblem([name], "`\(name)` must be a string, not \(other.kindName)")]
        }
    }
}

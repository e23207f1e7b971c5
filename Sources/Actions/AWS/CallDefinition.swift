package import AWS
package import Events
package import JSON
package import Lifecycle

/// One AWS operation as the bridge knows it. Adding a call is adding a definition: validation,
/// sending, the sorting of its errors, rates, following, hints, the reference page and the IAM
/// policy all read from here.
package struct CallDefinition: Sendable {
    /// The IAM action, which is also the name in rule files: `config:DeliverConfigSnapshot`.
    package let name: String
    /// One sentence for the reference page.
    package let summary: String
    /// The operation's page in the API reference.
    package let page: String
    package let service: AWSService
    /// The value of X-Amz-Target.
    package let target: String
    package let protocolVersion: AWSCall.ProtocolVersion
    package let parameters: [CallParameter]
    package let repetition: Repetition
    /// What the operation's own error codes mean; each is permanent.
    package let refusals: [String: FailureReason]
    package let permission: CallPermission
    package var region = RegionRule.configured
    /// How often it is made for one account unless `aws.rates` says otherwise; nil for no limit.
    package var rate: CallRate?
    /// How its end is learnt where its answer is only the beginning.
    package var follow: CallFollow?
    package var causes: [CausedEvent] = []
    /// Set for a call that AWS carries out no longer.
    package var retirement: CallRetirement?
    /// Makes the API's input from what rules may write more shortly.
    package var adapt: InputAdapter?

    /// What a second request means.
    package enum Repetition: Sendable, Hashable {
        /// It has no second effect.
        case harmless
        /// It has none if this parameter, which is filled in where a rule leaves it out, is the
        /// same.
        case harmlessWithToken(String)
        /// It has one: a call of which nobody knows whether it happened is not made again.
        case secondEffect
    }

    /// Which region is called when the step names none.
    package enum RegionRule: Sendable, Hashable {
        /// The account's, else that of `aws.region`.
        case configured
        case fixed(String)
        /// The fourth field of the ARN in this parameter, else the configured one.
        case ofARN(String)
    }

    /// Gets the rendered input and the template it was rendered from.
    package typealias InputAdapter = @Sendable (JSONObject, _ template: JSONValue) -> JSONObject

    /// Whether a second request has no second effect.
    package var isRepeatable: Bool { repetition != .secondEffect }

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

package import AWS
package import Events
package import JSON

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
    /// Whether AWS answers with something: an empty answer is none then.
    package var needsOutput = false
    /// More sentences for the reference page.
    package var notes: [String] = []

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
        /// That of the ARN in this parameter, else the configured one.
        case ofARN(String)
    }

    /// Whether a second request has no second effect.
    package var isRepeatable: Bool { repetition != .secondEffect }

    /// The definition of an IAM action name.
    package static func named(_ name: String) -> CallDefinition? { all.first { $0.name == name } }

    /// Mistakes in an input as a rule writes it; each path leads to what the rule has written.
    /// Strings for which `isTemplate` is true are not looked at.
    package func problems(
        in input: JSONValue, template: JSONValue? = nil,
        isTemplate: (String) -> Bool = { _ in false }
    ) -> [InputProblem] {
        withoutActuallyEscaping(isTemplate) { isTemplate in
            guard case .object(let object) = input else {
                return [InputProblem([], "the input must be an object, not \(input.kindName)")]
            }
            let adapted = adapt?.adapt(object, template ?? input)
            let check = ShapeCheck(isTemplate: isTemplate) { adapted?.origin($0) ?? $0 }
            return check.problems(
                in: adapted?.input ?? object, of: parameters, at: [], named: name)
        }
    }

    /// The input as the API takes it: shorter forms written out, null left out.
    /// - Parameter template: what the input was rendered from; nil for itself.
    package func prepared(_ input: JSONValue, template: JSONValue? = nil) -> JSONValue {
        guard case .object(let object) = input else { return input }
        let adapted = adapt?.adapt(object, template ?? input).input ?? object
        var prepared = JSONObject()
        for member in adapted.members where !member.value.isNull {
            prepared[member.key] = member.value
        }
        return .object(prepared)
    }

    /// A prepared input with the token that makes a repeat harmless, where the operation has one
    /// and the rule has given none.
    /// - Parameter id: of the step, the same for each attempt; empty where nobody knows.
    package func withToken(_ prepared: JSONValue, id: String) -> JSONValue {
        guard case .harmlessWithToken(let parameter) = repetition, !id.isEmpty,
            case .object(var object) = prepared, object[parameter] == nil
        else { return prepared }
        object[parameter] = .string("hookferry-" + id.suffix(Self.tokenIDCharactersMax))
        return .object(object)
    }

    /// Without its token a call is not made: its repeat would be a second one.
    func tokenProblem(in input: JSONValue) -> InputProblem? {
        guard case .harmlessWithToken(let parameter) = repetition, input[parameter] == nil else {
            return nil
        }
        return InputProblem([], "`\(parameter)` is missing")
    }

    /// With `hookferry-` the 64 characters that Partner Central takes. An id is `<delivery>-<step>`
    /// with 26 characters for the delivery.
    static let tokenIDCharactersMax = 54
}

// MARK: Region

extension CallDefinition {
    /// The region a call goes to.
    /// - Parameters:
    ///   - named: by the step.
    ///   - configured: for the account, else for all.
    package func region(named: String?, input: JSONValue, configured: String?) -> String? {
        if let named { return named }
        switch region {
        case .configured: return configured
        case .fixed(let region): return region
        case .ofARN(let parameter):
            return input[parameter]?.stringValue.flatMap(Self.region) ?? configured
        }
    }

    /// Whether a call whose step names no region goes nowhere without a configured one, as far as
    /// its template tells.
    package func needsConfiguredRegion(
        _ template: JSONValue, isTemplate: (String) -> Bool
    ) -> Bool {
        if case .ofARN(let parameter) = region, let text = template[parameter]?.stringValue,
            isTemplate(text)
        {
            return false
        }
        return region(named: nil, input: template, configured: nil) == nil
    }

    private static func region(ofARN text: String) -> String? {
        let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0] == "arn" else { return nil }
        let region = String(fields[3])
        return Partition.of(region: region) == nil ? nil : region
    }
}

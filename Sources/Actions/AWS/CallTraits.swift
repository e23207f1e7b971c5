package import JSON
package import Lifecycle

/// What a policy has to allow for a call.
package struct CallPermission: Sendable {
    /// `config:DeliverConfigSnapshot`
    package let action: String
    /// The ARNs that calls with this input touch, `*` where the action knows no resources. A
    /// parameter may be missing or a template: then whatever it can be is allowed.
    package let resources: @Sendable (_ input: JSONValue) -> [String]
    /// The `Condition` of the statement; nil for none.
    package let condition: @Sendable (_ input: JSONValue) -> JSONValue?

    package init(
        _ action: String, resources: @escaping @Sendable (JSONValue) -> [String] = { _ in ["*"] },
        condition: @escaping @Sendable (JSONValue) -> JSONValue? = { _ in nil }
    ) {
        self.action = action
        self.resources = resources
        self.condition = condition
    }
}

/// How often a call is made for one account.
package struct CallRate: Sendable, Hashable {
    package let rate: Rate
    /// Calls that may go out at once after a silence.
    package let burst: Int
    /// Calls with the same name here share one rate, because AWS counts them together; nil for a
    /// rate of its own.
    package let quota: String?

    package init(_ rate: Rate, burst: Int = 1, quota: String? = nil) {
        self.rate = rate
        self.burst = burst
        self.quota = quota
    }
}

/// Makes the API's input from what rules may write more shortly.
package struct InputAdapter: Sendable {
    /// An input with the way back from it.
    package struct Adapted: Sendable {
        package let input: JSONObject
        /// Where a rule has written what stands at a path of `input`.
        package let origin: @Sendable ([String]) -> [String]
    }

    /// Gets the rendered input and the template it was rendered from.
    package let adapt: @Sendable (JSONObject, _ template: JSONValue) -> Adapted
}

/// That AWS carries a call out no longer.
package struct CallRetirement: Sendable, Hashable {
    /// `AWS Proton's support ended on 7 October 2026`
    package let message: String
    /// What to do in its place: a sentence's beginning.
    package let instead: String
    /// The parameters that tell the news, for the headline of a message.
    package let telling: [String]

    /// How the same rule tells a receiver: a step to write.
    /// - Parameters:
    ///   - receivers: there are.
    ///   - template: the input of the call.
    package func hint(receivers: [String], template: JSONValue) -> String {
        let title = telling.compactMap { template[$0]?.stringValue }.joined(separator: ": ")
        var step = "- { notify: \(receivers.first ?? "NAME")"
        if !title.isEmpty { step += ", title: \(JSONValue.string(title).serialized())" }
        let others = receivers.dropFirst().prefix(Self.receiversMax)
        let choice = others.isEmpty ? "" : "; or \(others.joined(separator: ", "))"
        return "\(instead): \(step) }\(choice)"
    }

    /// Further names in a hint.
    private static let receiversMax = 8
}

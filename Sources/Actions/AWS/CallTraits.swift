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

/// That AWS carries a call out no longer.
package struct CallRetirement: Sendable, Hashable {
    /// `AWS Proton's support ended on 7 October 2026`
    package let message: String
    /// What `check` proposes in its place.
    package let instead: String

    package init(message: String, instead: String) {
        self.message = message
        self.instead = instead
    }
}

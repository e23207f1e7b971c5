package import Actions
package import Rules

/// What the engine goes by; a reload swaps it as a whole.
package struct Directions: Sendable {
    package let rules: RuleSet
    package let actions: ActionCatalog
    /// The receiver told of every dead letter.
    package let failures: String?

    package init(rules: RuleSet, actions: ActionCatalog, failures: String?) {
        self.rules = rules
        self.actions = actions
        self.failures = failures
    }
}

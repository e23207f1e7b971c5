package import EventPatterns
package import Events

/// One rule of a rule file, checked and compiled.
package struct Rule: Sendable {
    package let name: String
    package let description: String?
    package let pattern: EventPattern
    /// What the rule does for an event that matches.
    package let plan: PlannedDelivery

    package init(
        name: String, description: String? = nil, pattern: EventPattern, steps: [Step],
        onFailure: [Step] = []
    ) {
        self.name = name
        self.description = description
        self.pattern = pattern
        plan = PlannedDelivery(rule: name, steps: steps, onFailure: onFailure)
    }
}

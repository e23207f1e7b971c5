import EventPatterns
package import Events

/// All rules, compiled into one matcher. It never changes: a reload makes a new one and swaps it.
package struct RuleSet: Sendable {
    package let rules: [Rule]
    private let matcher: PatternMatcher

    package init(_ rules: [Rule]) {
        self.rules = rules
        matcher = PatternMatcher(rules.map(\.pattern))
    }

    /// What this event causes: one delivery for each rule that matches, in the order of the files.
    package func plan(_ event: Event) -> [PlannedDelivery] {
        matcher.matches(event.json).map { rules[$0].plan }
    }
}

import EventPatterns
package import Events

/// All rules, compiled into one matcher. It never changes: a reload makes a new one and swaps it.
package struct RuleSet: Sendable {
    package let rules: [Rule]
    private let matcher: PatternMatcher<Int>

    package init(_ rules: [Rule]) {
        self.rules = rules
        matcher = PatternMatcher(rules.enumerated().map { ($0.offset, $0.element.pattern) })
    }

    /// What this event causes: one delivery for each rule that matches, in the order of the files.
    package func plan(_ event: Event) -> [PlannedDelivery] {
        matcher.matches(event.document).map { rules[$0].plan }
    }
}

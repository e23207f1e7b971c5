package import JSON

/// Many patterns at once, compiled into one. An event costs as much as it has in common with the
/// patterns; those that differ from it at the first question are never looked at.
package struct PatternMatcher: Sendable {
    /// In one piece, so that a copy of the matcher costs nothing.
    private final class Content: Sendable {
        let patterns: CompiledPatterns

        init(_ patterns: [EventPattern]) { self.patterns = CompiledPatterns(patterns) }
    }

    private let content: Content

    package init(_ patterns: [EventPattern]) { content = Content(patterns) }

    /// The numbers of the patterns that match, in their order, counted from 0; none for anything
    /// that is no object.
    ///
    /// Nothing of the event is copied, and what is allocated does not depend on how many patterns
    /// are looked at.
    package func matches(_ event: JSONDocument) -> [Int] {
        guard event.entries.first?.kind == .object else { return [] }
        return Match(event, content.patterns).run(event, content.patterns)
    }
}

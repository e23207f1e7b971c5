import Events
import Lifecycle

extension Summary {
    /// Many waiting messages, told as one.
    ///
    /// - Parameters:
    ///   - group: whose messages they are: the rule's name; nil when that is not known.
    ///   - now: when it is told.
    ///   - link: the admin page, where all of them are to be seen.
    init(digest: WaitingMessages, group: String?, now: Timestamp?, link: String?) {
        let counts = Severity.allCases.compactMap { severity -> (Severity, Int)? in
            guard let count = digest.severities[severity.rawValue], count > 0 else { return nil }
            return (severity, count)
        }
        let span = now.flatMap { DurationText.words(from: digest.since, to: $0) }
        let words = counts.map { Self.words($1, of: $0) }.joined(separator: ", ")
        headline =
            (["\(digest.count) more", span.map { "in \($0)" }].compactMap { $0 }
            .joined(separator: " ") + (words.isEmpty ? "" : " — \(words)"))
            .cut(to: Self.headlineUnitsMax)
        headlineText = nil
        // They are in the order of their gravity.
        severity = counts.first?.0 ?? .info
        var lines = digest.headlines.prefix(Self.digestLinesMax).compactMap { headline in
            headline.onOneLine.cut(to: Self.headlineUnitsMax).nonEmpty
        }
        if !lines.isEmpty, lines.count < digest.count {
            lines.append("and \(digest.count - lines.count) more")
        }
        text = lines.joined(separator: "\n").nonEmpty
        facts = group.map { [Fact("Rule", $0)] } ?? []
        self.link = link.flatMap(Self.link)
        linkLabel = "Open Hookferry"
        state = .none
        source = "hookferry"
        time = now
        eventID = ""
        kind = "hookferry.digest"
        groupKey = nil
        storyKey = nil
        isInOwnWords = false
        isBrief = text == nil && !severity.isGrave
    }

    /// A few say what it is about; the admin page has them all.
    private static let digestLinesMax = 5

    private static func words(_ count: Int, of severity: Severity) -> String {
        switch severity {
        case .critical: "\(count) critical"
        case .error: count == 1 ? "1 error" : "\(count) errors"
        case .warning: count == 1 ? "1 warning" : "\(count) warnings"
        case .success: count == 1 ? "1 success" : "\(count) successes"
        case .info: "\(count) info"
        }
    }
}

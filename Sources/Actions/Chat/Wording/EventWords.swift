import Events

/// What there is to say of one event.
struct EventWords {
    /// What the headline begins with: who or what.
    var subject: String
    /// How it stands, with what separates it from the subject; short, since it is never cut.
    var predicate = ""
    /// What the headline says behind that, where there is room.
    var addition = ""
    /// A word for programs, in dots.
    var kind: String
    var severity: Severity = .info
    var state: MessageState = .none
    /// The error, or what else stands below the headline.
    var why: String?
    /// In order of importance; those without a value are left out.
    var facts: [(label: String, value: String?)] = []
    /// The labels of those that are told only where the headline does not.
    var headlineLabels: Set<String> = []
    /// What the headline ends with; nil for account and region.
    var place: [String]?
    var link: String?
    var linkLabel = "Open"
    /// Of a condition that can be over; nil for any other.
    var groupKey: String?

    /// How a run that ends in one of a few ways stands.
    mutating func set(_ standing: Standing) {
        severity = standing.severity
        state = standing.state
    }
}

/// What a run's status means for a message.
enum Standing: Hashable {
    case begun, succeeded, failed, stopped, other

    var severity: Severity {
        switch self {
        case .begun, .other: .info
        case .succeeded: .success
        case .failed: .error
        case .stopped: .warning
        }
    }

    var state: MessageState {
        switch self {
        case .begun: .progress
        case .succeeded: .resolved
        case .failed: .firing
        case .stopped, .other: .none
        }
    }

    var isEnd: Bool { self != .begun && self != .other }
}

/// Texts that events bring along.
enum Sentence {
    /// What reads well below a headline (facts file on chat, section 7).
    static let unitsMax = 300

    /// All of them, or as many as fit. A full stop may stand anywhere, so that a cut at one must
    /// not take more than half.
    static func beginning(of text: String?) -> String? {
        guard let text = text?.onOneLine.nonEmpty else { return nil }
        guard text.utf16.count > unitsMax else { return text }
        let cut = text.cut(to: unitsMax)
        guard let end = cut.ranges(of: ". ").last?.lowerBound else { return cut }
        let sentences = cut[...end]
        return sentences.utf16.count > unitsMax / 2 ? String(sentences) : cut
    }
}

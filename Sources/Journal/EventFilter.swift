package import Events
package import JSON
package import Lifecycle

/// Which events are wanted: all that is set must hold, so that nothing set is everything.
package struct EventFilter: Sendable, Hashable {
    /// The source's name in the configuration.
    package var source: String?
    /// One of the event's deliveries is of this rule. With a delivery's `status`, it is that one's.
    package var rule: String?
    package var status: Status?
    /// Received then or later.
    package var since: Timestamp?
    /// Received before then.
    package var until: Timestamp?
    /// Stands in the event's JSON, in capitals or not as far as ASCII goes. Of at most
    /// `textBytesMax` bytes.
    package var text: String?

    /// What has become of an event.
    package enum Status: Sendable, Hashable {
        /// One of its deliveries stands there.
        case delivery(DeliveryStatus)
        /// No rule wanted it.
        case noMatch
        /// No rule has looked at it yet.
        case unplanned
    }

    /// Length of `text` in bytes; SQLite takes patterns of 50,000
    /// (https://sqlite.org/limits.html).
    package static let textBytesMax = 1_000

    /// Everything.
    package static let all = EventFilter()

    package init(
        source: String? = nil, rule: String? = nil, status: Status? = nil, since: Timestamp? = nil,
        until: Timestamp? = nil, text: String? = nil
    ) {
        self.source = source
        self.rule = rule
        self.status = status
        self.since = since
        self.until = until
        self.text = text
    }
}

extension EventFilter.Status: CaseIterable {
    package static let allCases =
        DeliveryStatus.allCases.map(EventFilter.Status.delivery) + [.noMatch, .unplanned]

    /// The word for it on command lines and in addresses.
    package var word: String {
        switch self {
        case .delivery(let status): status.rawValue
        case .noMatch: EventOutcome.Status.noMatch.rawValue
        case .unplanned: "unplanned"
        }
    }

    /// Nil for a word that is none.
    package init?(word: String) {
        guard let status = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = status
    }
}

/// Events in a list that goes on.
package struct EventPage: Sendable, Hashable {
    package var events: [EventSummary] = []
    /// The `before` of the next page; nil at the end. A page may be short, or empty, and have one:
    /// what is rare is looked for in parts.
    package var next: String?
}

/// Events that have come since.
package struct NewEvents: Sendable, Hashable {
    /// Oldest first.
    package var events: [EventSummary] = []
    /// Where to go on.
    package var through: Int64
}

/// A delivery that can be redriven.
package struct DeadLetter: Sendable, Hashable {
    /// The delivery's id.
    package let id: String
    package let rule: String
    /// The event's intake id.
    package let event: String
    package let receivedAt: Timestamp
    /// `dead` or `uncertain`.
    package let status: DeliveryStatus
    /// What its `onFailure` steps read; nil when it cannot be read.
    package let failure: JSONValue?
}

package import Events
package import JSON
package import Lifecycle

/// An event in a list.
package struct EventSummary: Sendable, Hashable {
    /// The event's intake id.
    package let id: String
    /// The source's name in the configuration.
    package let source: String
    package let receivedAt: Timestamp
    package let detailType: String
    /// The event's own `source`: `aws.config`.
    package let eventSource: String
    /// In the order in which they were planned.
    package let deliveries: [DeliverySummary]
    /// Whether the rules have looked at it: without deliveries, none wanted it.
    package let isPlanned: Bool

    init(
        id: String, source: String, receivedAt: Timestamp, detailType: String, eventSource: String,
        deliveries: [DeliverySummary], isPlanned: Bool = true
    ) {
        self.id = id
        self.source = source
        self.receivedAt = receivedAt
        self.detailType = detailType
        self.eventSource = eventSource
        self.deliveries = deliveries
        self.isPlanned = isPlanned
    }
}

extension EventSummary {
    /// As lists show it, for programs.
    package var json: JSONValue {
        [
            "id": .string(id), "receivedAt": .string(receivedAt.iso8601),
            "source": .string(source), "eventSource": .string(eventSource),
            "detailType": .string(detailType),
            "deliveries": .array(deliveries.map(\.json)),
        ]
    }
}

/// A delivery in a list.
package struct DeliverySummary: Sendable, Hashable {
    package let id: String
    package let rule: String
    package let status: DeliveryStatus

    /// As lists show it, for programs.
    var json: JSONValue {
        ["id": .string(id), "rule": .string(rule), "status": .string(status.rawValue)]
    }
}

/// How full the journal is.
package struct JournalCounts: Sendable, Hashable {
    package let events: Int64
    /// Accepted, and no rule has looked at them yet.
    package let unplannedEvents: Int64
    /// Deliveries that have not ended.
    package let openDeliveries: Int64
    /// Deliveries that ended as dead letters, the uncertain ones included.
    package let deadDeliveries: Int64
    /// When the longest waiting step became due; nil when none waits.
    package let oldestDueAt: Timestamp?
}

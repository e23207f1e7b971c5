package import JSON

/// What has become of an event: the answer to a pipeline that waits for it.
package struct EventOutcome: Sendable, Hashable {
    /// The raw value is the answer's `status` (design.md section 6).
    package enum Status: String, Sendable, Hashable, CaseIterable {
        /// Not every delivery has ended, or no rule has looked at the event yet.
        case pending
        /// Every delivery succeeded.
        case succeeded
        /// Every delivery has ended, and one or more of them did not succeed.
        case failed
        /// No rule wanted the event.
        case noMatch = "no_match"
    }

    package let status: Status
    /// `[{"rule","status","steps":[…]}]`, in the order in which they were planned.
    package let deliveries: JSONValue

    package init(_ status: Status, deliveries: JSONValue = []) {
        self.status = status
        self.deliveries = deliveries
    }

    /// Judges the deliveries of an event.
    package init(isPlanned: Bool, _ statuses: [DeliveryStatus], deliveries: JSONValue) {
        if !isPlanned || !statuses.allSatisfy(\.isFinal) {
            status = .pending
        } else if statuses.isEmpty {
            status = .noMatch
        } else {
            status = statuses.allSatisfy { $0 == .succeeded } ? .succeeded : .failed
        }
        self.deliveries = deliveries
    }
}

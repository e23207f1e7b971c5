package import Events
package import Journal

/// How an attempt ended and what came of it, for whoever counts.
package struct AttemptEnd: Sendable, Hashable {
    /// The rule's name.
    package let rule: String
    /// What was to be reached: `ActionCatalog.destination(of:)`.
    package let destination: String
    package let outcome: AttemptOutcome
    /// Nil for one that has succeeded.
    package let reason: FailureReason?
    package let durationMilliseconds: Int64
    /// Whether anything was sent.
    package let isMade: Bool
    /// How the delivery has ended, and how long after its event was received; nil while it goes on.
    package let delivery: DeliveryEnd?

    /// The end of a delivery.
    package struct DeliveryEnd: Sendable, Hashable {
        package let status: DeliveryStatus
        package let millisecondsSinceReceived: Int64
    }
}

package import Events
package import Lifecycle

/// A message on its way into its destination's queue.
package struct QueuedMessage: Sendable, Hashable {
    /// What messages queue for; each destination has its own order and pace.
    package let destination: String
    /// Messages that are told as one when there are many.
    package let group: String
    package let severity: String
    package let headline: String
    /// What it is about, and what it tells of that.
    package let conditionKey: String?
    package let state: MessageState
    /// Not to be sent before, though others behind it may; nil for as soon as possible.
    package let heldUntil: Timestamp?

    package init(
        destination: String, group: String, severity: String, headline: String,
        conditionKey: String? = nil, state: MessageState = .none, heldUntil: Timestamp? = nil
    ) {
        self.destination = destination
        self.group = group
        self.severity = severity
        self.headline = headline
        self.conditionKey = conditionKey
        self.state = state
        self.heldUntil = heldUntil
    }
}

/// A queued message whose turn has come.
package struct MessageTurn: Sendable, Hashable {
    package let destination: String
    package let queuedAt: Timestamp
    /// The delivery whose message has told this one too.
    package let digestedBy: String?
}

/// What is known of a destination.
package struct DestinationState: Sendable, Hashable {
    /// Before that nothing is sent to it: its pace, or a pause that it asked for.
    package var nextAt: Timestamp?
    /// Attempts in a row that failed for reasons of the destination's own, and since when.
    package var failures = 0
    package var failingSince: Timestamp?
    /// Since when it is taken for gone, and why.
    package var deadSince: Timestamp?
    package var deadMessage: String?
    /// When somebody last asked it all the same.
    package var askedAt: Timestamp?

    package init() {}
}

/// The waiting messages of a group and whose they are.
package struct WaitingGroup: Sendable, Hashable {
    package let messages: WaitingMessages
    /// Their deliveries, the asking step's own among them.
    package let deliveries: [Int64]
}

/// What an attempt at a message leaves behind beside the step's own end.
package struct MessageRecord: Sendable, Hashable {
    package let destination: String
    /// The state of the destination from now on.
    package let state: DestinationState
    /// What is remembered, by what it is about.
    package let told: [String: ToldMessage]
    /// Deliveries whose messages this one has told too: they are due now.
    package let digested: [Int64]

    package init(
        destination: String, state: DestinationState, told: [String: ToldMessage] = [:],
        digested: [Int64] = []
    ) {
        self.destination = destination
        self.state = state
        self.told = told
        self.digested = digested
    }
}

/// A destination with its queue, for people who look after it.
package struct DestinationSummary: Sendable, Hashable {
    package let destination: String
    package let waiting: Int
    package let state: DestinationState
}

/// The beginning of something that messages tell the duration of.
package struct StoryBeginning: Sendable, Hashable {
    package let key: String
    package let at: Timestamp

    package init(key: String, at: Timestamp) {
        self.key = key
        self.at = at
    }
}

package import JSON
package import Lifecycle

/// What a message tells of the condition it is about.
package enum MessageState: String, Sendable, Hashable, CaseIterable {
    /// Something is wrong, until a message of the same condition says `resolved`.
    case firing
    case resolved
    /// Something has begun or goes on.
    case progress
    /// It stands for itself.
    case none
}

/// A message that a destination has taken, as it is remembered: later ones about the same thing
/// edit or answer it.
package struct ToldMessage: Sendable, Hashable {
    /// By which the platform knows it; null where it gives no name.
    package let reference: JSONValue
    package let headline: String
    package let state: MessageState
    package let toldAt: Timestamp
    /// Since when it had been waiting for that; nil where nobody asks.
    package let queuedAt: Timestamp?

    package init(
        reference: JSONValue, headline: String, state: MessageState, toldAt: Timestamp,
        queuedAt: Timestamp? = nil
    ) {
        self.reference = reference
        self.headline = headline
        self.state = state
        self.toldAt = toldAt
        self.queuedAt = queuedAt
    }

    /// The same, with the time since which it had been waiting.
    package func queued(at time: Timestamp) -> ToldMessage {
        ToldMessage(
            reference: reference, headline: headline, state: state, toldAt: toldAt, queuedAt: time)
    }
}

extension ToldMessage {
    /// The form in which the journal keeps it.
    package var json: JSONValue {
        var object: JSONObject = [
            "reference": reference, "headline": .string(headline),
            "state": .string(state.rawValue), "toldAt": .string(toldAt.iso8601),
        ]
        object["queuedAt"] = queuedAt.map { .string($0.iso8601) }
        return .object(object)
    }

    package init?(json: JSONValue) {
        guard let reference = json["reference"], let headline = json["headline"]?.stringValue,
            let state = json["state"]?.stringValue.flatMap(MessageState.init),
            let toldAt = json["toldAt"]?.stringValue.flatMap(Timestamp.init(iso8601:))
        else { return nil }
        self.init(
            reference: reference, headline: headline, state: state, toldAt: toldAt,
            queuedAt: json["queuedAt"]?.stringValue.flatMap(Timestamp.init(iso8601:)))
    }
}

/// The messages of one group that wait for the same destination, to be told as one.
package struct WaitingMessages: Sendable, Hashable {
    package let count: Int
    /// When the first of them was to be told.
    package let since: Timestamp
    /// How many there are of each severity.
    package let severities: [String: Int]
    /// Of the gravest first, a few only.
    package let headlines: [String]

    package init(
        count: Int, since: Timestamp, severities: [String: Int], headlines: [String]
    ) {
        self.count = count
        self.since = since
        self.severities = severities
        self.headlines = headlines
    }
}

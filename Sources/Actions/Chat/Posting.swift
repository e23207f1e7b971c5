import Cryptography
package import Events
import JSON
package import Lifecycle

/// What whoever sends messages in order has to know of one before it is sent.
package struct Posting: Sendable, Hashable {
    /// What messages queue for.
    package let destination: String
    /// Between two messages to it.
    package let spacingMilliseconds: Int64
    /// Messages that are told as one when there are many.
    package let group: String
    /// How many of a group may wait before that; nil where each is told by itself.
    package let burst: Int?
    package let severity: Severity
    package let headline: String
    package let state: MessageState
    /// What the message is about: under these keys it is remembered. First the story, then the
    /// condition; nil where there is none.
    package let storyKey: String?
    package let conditionKey: String?
    /// The same for the same words about the same event.
    package let contentKey: String
    /// Whether the receiver wants no message of so little weight.
    package let isBelowSeverity: Bool
    /// When the receiver's quiet hours end, for a message that waits for that.
    package let heldUntil: Timestamp?
}

extension Receiver {
    func posting(_ summary: Summary, as name: String, rule: String, now: Timestamp) -> Posting {
        let rate = options.rate ?? platform.rate
        let count = Int64(rate.count)
        // Programs do not sleep.
        let canWait = platform.isForPeople && summary.severity < .error
        return Posting(
            destination: platform.destination,
            spacingMilliseconds: (Int64(rate.periodMilliseconds) + count - 1) / count,
            group: "\(name) \(rule)",
            burst: platform.isForPeople ? options.burst : nil, severity: summary.severity,
            headline: summary.headline, state: summary.state, storyKey: summary.storyKey,
            conditionKey: summary.groupKey,
            contentKey: summary.contentKey,
            isBelowSeverity: options.minSeverity.map { summary.severity < $0 } ?? false,
            heldUntil: canWait ? options.quiet?.end(after: now) : nil)
    }
}

extension Summary {
    /// The same for the same words about the same event, whatever rule says them.
    fileprivate var contentKey: String {
        let fields = facts.map { JSONValue.array([.string($0.label), .string($0.value)]) }
        let words: JSONValue = [
            .string(headline), .string(text ?? ""), .string(severity.rawValue), .array(fields),
            .string(link ?? ""),
        ]
        let digest = Digest.digest(words.serializedBytes(), .sha256)
        return "\(eventID) \(Hex.encode(Array(digest.prefix(16))))"
    }
}

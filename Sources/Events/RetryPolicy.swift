package import JSON

/// When a failed attempt is tried again: exponential back-off with full jitter.
/// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
package struct RetryPolicy: Sendable, Hashable {
    /// No attempt begins later than this after the step became due; 24 h.
    package var forMilliseconds: Int64
    /// Whether a call that may or may not have happened is made again.
    package var repeatsUncertain: Bool

    /// The longest pause before the second attempt.
    package static let firstDelayMillisecondsMax: Int64 = 1_000
    /// The longest pause at all; also the ceiling for a `Retry-After`.
    package static let delayMillisecondsMax: Int64 = 15 * 60 * 1_000

    package init(forMilliseconds: Int64 = 24 * 3_600_000, repeatsUncertain: Bool = false) {
        self.forMilliseconds = forMilliseconds
        self.repeatsUncertain = repeatsUncertain
    }

    /// The longest pause after attempt `number` (1 is the first): 1 s, doubled each time, 15 min at
    /// most. Saturates for any number.
    package static func delayMillisecondsMax(afterAttempt number: Int) -> Int64 {
        let doublings = min(max(number, 1), 20) - 1
        return min(firstDelayMillisecondsMax << Int64(doublings), delayMillisecondsMax)
    }

    /// The pause after attempt `number`. `unit` is a random number from 0 up to 1. A pause the
    /// other side asked for is a floor, 15 min at most.
    package static func delayMilliseconds(
        afterAttempt number: Int, askedMilliseconds: Int64? = nil, unit: Double
    ) -> Int64 {
        let jittered = Int64(Double(delayMillisecondsMax(afterAttempt: number)) * unit)
        guard let askedMilliseconds else { return jittered }
        return max(jittered, min(max(askedMilliseconds, 0), delayMillisecondsMax))
    }

    package var json: JSONValue {
        [
            "forMs": .number(JSONNumber(Int(forMilliseconds))),
            "uncertain": .bool(repeatsUncertain),
        ]
    }

    package init?(json: JSONValue) {
        guard let duration = json["forMs"]?.intValue, let uncertain = json["uncertain"]?.boolValue
        else { return nil }
        self.init(forMilliseconds: Int64(duration), repeatsUncertain: uncertain)
    }
}

/// The retry mode `standard` of the AWS SDKs in its classic form
/// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
enum StandardRetry {
    /// Tries of one call, the first included.
    static let attemptsMax = 3
    static let delayMillisecondsMax: Int64 = 20_000

    /// Full jitter: a random part of 1, 2, 4 … seconds, at most of 20.
    ///
    /// - Parameters:
    ///   - attempt: the one that failed, counted from 1.
    ///   - random: from 0 up to 1.
    static func delayMilliseconds(afterAttempt attempt: Int, random: Double) -> Int64 {
        let doublings = min(max(attempt, 1) - 1, 30)
        let ceiling = min(Int64(1_000) << Int64(doublings), delayMillisecondsMax)
        return Int64(Double(ceiling) * min(max(random, 0), 1))
    }

    /// What a retry takes out of the quota; nil for an error that is not retried inside a call.
    static func cost(of kind: AWSError.Kind) -> Int? {
        switch kind {
        case .timedOut: 10
        case .throttled, .transient, .unreachable: 5
        case .refused, .credentials, .configuration, .malformedResponse, .uncertain, .cancelled:
            nil
        }
    }
}

/// Stops a client from retrying everything while AWS is down: retries cost, successes earn.
struct RetryQuota: Sendable, Hashable {
    static let capacity = 500
    private static let rewardForFirstTry = 1

    private(set) var available = capacity

    /// False, and nothing taken, when the quota is used up.
    mutating func take(_ cost: Int) -> Bool {
        guard cost <= available else { return false }
        available -= cost
        return true
    }

    /// - Parameter lastCost: what the retry before this success had cost; nil for a first try.
    mutating func succeed(lastCost: Int?) {
        available = min(available + (lastCost ?? Self.rewardForFirstTry), Self.capacity)
    }
}

import Lifecycle

/// What a cache of temporary credentials knows, and what it advises; it does nothing itself.
///
/// AWS wants them renewed early: from 15 minutes before their end somebody should, from 10 minutes
/// before it everybody waits for it (botocore's `RefreshableCredentials`). A session of less than
/// an hour would live in those windows from the start and be renewed with every call, so neither
/// window is longer than the share of the life that it is of an hour.
struct CredentialCache: Sendable {
    /// Whether credentials that have expired are better than none: the instance metadata service
    /// may be down while AWS goes on to accept what it gave ("static stability",
    /// https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html).
    let keepsExpired: Bool
    private var held: Held?
    private var lastFailure: CredentialError?
    private var pause: Range<Timestamp>?

    static let advisoryMilliseconds: Int64 = 15 * 60 * 1_000
    static let mandatoryMilliseconds: Int64 = 10 * 60 * 1_000
    static let advisoryShareOfLife: Int64 = 4
    static let mandatoryShareOfLife: Int64 = 6
    /// Between two tries after a failure, so that an outage is no storm.
    static let pauseMilliseconds: Int64 = 1_000
    /// Between two tries while expired credentials are kept: a random 2 to 10 minutes.
    static let stablePauseMilliseconds: ClosedRange<Int64> = 120_000...600_000

    private struct Held {
        let credentials: Credentials
        let expiration: Timestamp
        /// What was left of the life when they came.
        let lifeMilliseconds: Int64

        func endsWithin(_ milliseconds: Int64, share: Int64, of time: Timestamp) -> Bool {
            expiration <= time.adding(milliseconds: min(milliseconds, lifeMilliseconds / share))
        }
    }

    /// What to do for a caller.
    enum Advice: Sendable, Hashable {
        case use(Credentials)
        /// Gives these, and has new ones fetched meanwhile.
        case useAndRefresh(Credentials)
        case refresh
        case fail(CredentialError)
    }

    init(keepsExpired: Bool) { self.keepsExpired = keepsExpired }

    /// - Parameters:
    ///   - time: by AWS's clock, for what is good until when.
    ///   - now: by ours, for the pauses.
    func advice(at time: Timestamp, now: Timestamp) -> Advice {
        // A clock that was set back ends a pause too.
        let pauses = pause?.contains(now) ?? false
        guard let held else {
            guard pauses, let lastFailure else { return .refresh }
            return .fail(lastFailure)
        }
        if held.endsWithin(
            Self.mandatoryMilliseconds, share: Self.mandatoryShareOfLife, of: time)
        {
            guard pauses else { return .refresh }
            if let usable = usable(at: time) { return .use(usable) }
            return lastFailure.map(Advice.fail) ?? .refresh
        }
        let isDue = held.endsWithin(
            Self.advisoryMilliseconds, share: Self.advisoryShareOfLife, of: time)
        return isDue && !pauses ? .useAndRefresh(held.credentials) : .use(held.credentials)
    }

    /// Takes what a refresh gave, and says what those who waited for it get.
    ///
    /// - Parameter random: from 0 up to 1.
    mutating func record(
        _ result: Result<Credentials, CredentialError>, at time: Timestamp, now: Timestamp,
        random: Double
    ) -> Result<Credentials, CredentialError> {
        switch result {
        case .success(let found):
            let isExpired = found.isExpired(at: time)
            guard keepsExpired || !isExpired else {
                return fail(
                    CredentialError(
                        .expired, "refresh", "The new credentials have expired already."),
                    at: time, now: now, random: random)
            }
            (lastFailure, pause) = (nil, nil)
            held = found.expiration.map { expiration in
                Held(
                    credentials: found, expiration: expiration,
                    lifeMilliseconds: max(0, expiration.milliseconds - time.milliseconds))
            }
            if isExpired { wait(stablePause(random), from: now) }
            return .success(found)
        case .failure(let error):
            return fail(error, at: time, now: now, random: random)
        }
    }

    private mutating func fail(
        _ error: CredentialError, at time: Timestamp, now: Timestamp, random: Double
    ) -> Result<Credentials, CredentialError> {
        lastFailure = error
        let isStable = keepsExpired && held != nil
        wait(isStable ? stablePause(random) : Self.pauseMilliseconds, from: now)
        return usable(at: time).map { .success($0) } ?? .failure(error)
    }

    /// What is held, if it is still good for something.
    private func usable(at time: Timestamp) -> Credentials? {
        guard let held, keepsExpired || time < held.expiration else { return nil }
        return held.credentials
    }

    private mutating func wait(_ milliseconds: Int64, from now: Timestamp) {
        pause = now..<now.adding(milliseconds: milliseconds)
    }

    private func stablePause(_ random: Double) -> Int64 {
        let range = Self.stablePauseMilliseconds
        let share = min(max(random, 0), 1)
        return range.lowerBound + Int64(Double(range.upperBound - range.lowerBound) * share)
    }
}

import Events
import Journal
import Lifecycle

/// What an answer says of the destination that it came from: pure functions of what is known.
extension DestinationState {
    /// One message in this time is sent to a destination that is gone, so that one that was
    /// brought back is found.
    static let probeMilliseconds: Int64 = 3_600_000
    /// A self-hosted server is gone when it says so this often in a row, and for so long: its proxy
    /// answers 404 while it is being restarted
    /// (https://github.com/healthchecks/healthchecks/issues/613).
    static let goneAnswersMin = 3
    static let goneMillisecondsMin: Int64 = 10 * 60_000

    /// Whether it is gone, and was asked too lately to be asked again.
    func isGone(at now: Timestamp) -> Bool {
        guard deadSince != nil, let askedAt else { return false }
        // A clock that was set back must not make it gone for longer.
        return askedAt <= now && now < askedAt.adding(milliseconds: Self.probeMilliseconds)
    }

    /// What the outcome of an attempt comes to, with what was known before.
    func judged(_ outcome: Outcome, at now: Timestamp) -> Outcome {
        guard case .retry(let reason, let message, _) = outcome else { return outcome }
        // Only an answer of its own brings it back: the message is not kept for the next hour.
        if deadSince != nil { return .rejected(.destinationDead, message: message) }
        guard reason == .destinationDead, let first = askedAt, failures + 1 >= Self.goneAnswersMin,
            first.adding(milliseconds: Self.goneMillisecondsMin) <= now
        else { return outcome }
        return .rejected(.destinationDead, message: message)
    }

    /// What is known after an attempt with this outcome, as it was judged.
    func after(_ outcome: Outcome, at now: Timestamp) -> DestinationState {
        var next = self
        switch outcome {
        case .succeeded, .following: return DestinationState()
        case .rejected(.destinationDead, let message):
            next.clearFailures()
            next.deadSince = deadSince ?? askedAt ?? now
            next.deadMessage = deadSince == nil ? message : deadMessage
            next.askedAt = now
        case .rejected:
            // It has looked at the message, so it works; one that is gone may refuse without that.
            guard deadSince == nil else {
                next.askedAt = now
                break
            }
            next = DestinationState()
        case .retry(.destinationDead, let message, _):
            // The count begins anew, so that it counts these answers only.
            if askedAt == nil { next.failures = 0 }
            next.askedAt = min(askedAt ?? now, now)
            next.deadMessage = message
            next.addFailure(at: now)
        case .retry, .uncertain:
            next.askedAt = nil
            next.deadMessage = nil
            next.addFailure(at: now)
        }
        return next
    }

    private mutating func addFailure(at now: Timestamp) {
        failures += 1
        // It has not failed since a time to come: the clock was set back.
        failingSince = min(failingSince ?? now, now)
    }

    private mutating func clearFailures() {
        failures = 0
        failingSince = nil
    }
}

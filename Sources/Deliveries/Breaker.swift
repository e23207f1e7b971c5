import Actions
import Events
import JSON
import Lifecycle

/// Keeps attempts away from a destination that does not answer, and finds out when it does again:
/// a value, changed by pure functions.
///
/// | state   | what happens                      | next state                                  |
/// |---------|-----------------------------------|---------------------------------------------|
/// | closed  | no answer, fewer than 5 in a row  | closed                                      |
/// | closed  | no answer for the 5th time        | open; the probe is due in 5 s               |
/// | open    | a step comes before the probe     | open; the step is put off to the probe      |
/// | open    | a step comes when the probe is due| probing, with this step                     |
/// | probing | another step comes                | probing; the step is put off for a second   |
/// | probing | no answer                         | open; the pause doubles, 5 min at most      |
/// | probing | the probe ends without a call     | open; the next step is the probe            |
/// | any     | any answer of the service, 4xx too| closed                                      |
///
/// Throttling is an answer: how often to call is the business of rates. A pause is cut by up to a
/// half, left to chance, so that several instances do not probe at once.
struct Breaker: Sendable, Equatable {
    /// What the last attempt without an answer has told.
    struct Silence: Sendable, Equatable {
        let reason: FailureReason
        let message: String
        let at: Timestamp
    }

    /// What a call's end says of its destination.
    enum Sign: Sendable, Equatable {
        case answered
        case silent(FailureReason, String)
        /// Nothing was asked.
        case nothing
    }

    /// What becomes of a step that wants to go there.
    enum Admission: Sendable, Equatable {
        case granted
        /// The attempt that finds out.
        case probe
        case refused(until: Timestamp)
    }

    /// Attempts without an answer in a row that open it.
    static let silencesMax = 5
    static let probePauseMilliseconds: Int64 = 5_000
    static let probePauseMillisecondsMax: Int64 = 5 * 60_000
    /// Between two looks of those who wait for the end of a probe.
    static let probedPauseMilliseconds: Int64 = 1_000

    /// In a row.
    private(set) var silences = 0
    /// When the first of them was; nil after an answer.
    private(set) var silentSince: Timestamp?
    private(set) var last: Silence?
    /// When the next probe is due; nil while it is closed.
    private(set) var probeAt: Timestamp?
    private var probes = 0
    /// The delivery that probes.
    private var probing: Int64?

    var isOpen: Bool { probeAt != nil }

    func admission(at now: Timestamp) -> Admission {
        guard let probeAt else { return .granted }
        if probing != nil {
            return .refused(until: now.adding(milliseconds: Self.probedPauseMilliseconds))
        }
        // A clock that was set back must not make the pause longer.
        let latest = now.adding(milliseconds: Self.probePauseMillisecondsMax)
        return probeAt <= now || probeAt > latest ? .probe : .refused(until: probeAt)
    }

    /// Whether it was asked after that time, without an answer: who wanted to go there until then
    /// need not try any more.
    func isSilent(since deadline: Timestamp) -> Bool {
        guard isOpen, let last else { return false }
        return last.at > deadline
    }

    mutating func probe(by delivery: Int64) { probing = delivery }

    /// The delivery's attempt is over, whatever has become of it.
    mutating func leave(_ delivery: Int64) {
        if probing == delivery { probing = nil }
    }

    /// - Parameter unit: a random number from 0 up to 1.
    mutating func note(_ sign: Sign, of delivery: Int64, at now: Timestamp, unit: Double) {
        switch sign {
        case .nothing: break
        case .answered: self = Breaker()
        case .silent(let reason, let message):
            silences = min(silences, Int(Int32.max)) + 1
            silentSince = min(silentSince ?? now, now)
            last = Silence(reason: reason, message: message, at: now)
            // Those that were under way when it opened do not put the probe off.
            guard silences >= Self.silencesMax, !isOpen || probing == delivery else { return }
            probeAt = now.adding(milliseconds: pauseMilliseconds(unit: unit))
            probes = min(probes, 30) + 1
        }
    }

    private func pauseMilliseconds(unit: Double) -> Int64 {
        let longest = min(
            Self.probePauseMilliseconds << Int64(min(probes, 20)), Self.probePauseMillisecondsMax)
        return Int64(Double(longest) * (1 - 0.5 * unit))
    }
}

extension Breaker.Sign {
    /// - Parameter report: of an attempt that has tried to make its call.
    init(_ report: AttemptReport) {
        switch report.outcome {
        case .succeeded, .following: self = .answered
        // Another place's calls have taken the connections.
        case .retry where ActionCatalog.hasFoundNoConnection(report): self = .nothing
        case .retry(let reason, let message, _):
            switch reason {
            case .unavailable, .timedOut, .malformedAnswer: self = .silent(reason, message)
            default: self = .answered
            }
        // Nobody knows whether the call was made; certain is that no answer came.
        case .uncertain(let message): self = .silent(.unavailable, message)
        // Without a status it was found out here, before anything was sent.
        case .rejected: self = report.response?["status"] == nil ? .nothing : .answered
        }
    }
}

import Events
import Journal
import Lifecycle

/// The places that calls go to (a service in a region, as an account), as they are right now: how
/// many attempts are under way at each, and whether it answers. So one that is slow or silent
/// leaves room for the others. A restart learns it anew.
final class CallDestinations: Sendable {
    private struct Place {
        var attempts = 0
        var breaker = Breaker()
        /// When the last step that was put off is due; microseconds.
        var lastSlot = Int64.min

        /// The next slot for a step that is put off, in microseconds since 1970. The more are put
        /// off, the further apart: each look at one is a write.
        mutating func slot(from earliest: Timestamp, spacing: Int64) -> Int64 {
            let first = earliest.milliseconds * 1_000
            var distance = max(lastSlot, first) - first
            if distance > CallDestinations.spreadMicrosecondsMax { distance = 0 }
            distance += spacing + spacing * distance / CallDestinations.denseMicroseconds
            lastSlot = first + distance
            return lastSlot
        }
    }

    /// What has become of a destination by the end of an attempt.
    enum Change: Sendable, Equatable {
        case opened(Breaker)
        case closed(since: Timestamp?)
    }

    /// Attempts at one destination at once: a quarter of all, so that four silent ones are needed
    /// to stand in everybody's way.
    static let attemptsMax = DeliveryEngine.Limits().attemptsPerPlaceMax
    /// How long a step waits that finds its destination full.
    static let fullPauseMilliseconds: Int64 = 200
    /// Between two steps that are put off, so that many of them do not come back at once.
    static let slotMicroseconds: Int64 = 60

    /// 400,000 steps take as long; then they share the slots. What is further away was given by a
    /// clock that was set back, or for a probe that is no longer waited for.
    private static let spreadMicrosecondsMax: Int64 = 5 * 60_000_000
    /// At this distance slots are twice as far apart, and so on: the first 10,000 steps come back
    /// within a second.
    private static let denseMicroseconds: Int64 = 6_000_000

    private let attemptsMax: Int
    private let slotMicroseconds: Int64
    private let places = Locked<[String: Place]>([:])

    init(
        attemptsMax: Int = CallDestinations.attemptsMax,
        slotMicroseconds: Int64 = CallDestinations.slotMicroseconds
    ) {
        self.attemptsMax = attemptsMax
        self.slotMicroseconds = slotMicroseconds
    }

    /// Judges the steps of one lease: when to look at one again, nil for one that may go now.
    ///
    /// - Parameter destination: where a step's call goes; nil for what is no call.
    func gate(
        at now: Timestamp, _ destination: @escaping @Sendable (Step) -> String?
    ) -> @Sendable (DueGlance) -> Timestamp? {
        let admitted = Locked<[String: Int]>([:])
        return { [self] glance in
            // The end of what is followed asks nobody.
            guard !glance.isFollowing, let name = destination(glance.step) else { return nil }
            return admitted.withLock { admitted in
                let count = admitted[name] ?? 0
                switch verdict(of: name, besides: count, glance.retriedUntil, at: now) {
                case .goes: admitted[name] = count + 1
                case .ends: break
                case .waits(let until): return until
                }
                return nil
            }
        }
    }

    private enum Verdict {
        case goes
        /// Without a call, so that it takes nobody's place.
        case ends
        case waits(Timestamp)
    }

    private func verdict(
        of name: String, besides admitted: Int, _ deadline: Timestamp, at now: Timestamp
    ) -> Verdict {
        places.withLock { places in
            var place = places[name] ?? Place()
            let earliest: Timestamp
            if place.attempts + admitted >= attemptsMax {
                earliest = now.adding(milliseconds: Self.fullPauseMilliseconds)
            } else if place.breaker.isSilent(since: deadline) {
                return .ends
            } else {
                switch place.breaker.admission(at: now) {
                case .granted: return .goes
                case .probe where admitted == 0: return .goes
                case .probe:
                    earliest = now.adding(milliseconds: Breaker.probedPauseMilliseconds)
                case .refused(let until): earliest = until
                }
            }
            let slot = place.slot(from: earliest, spacing: slotMicroseconds)
            places[name] = place
            // Some thousands are due together: one look and one commit for them.
            let due = slot / 1_000 / Self.fullPauseMilliseconds * Self.fullPauseMilliseconds
            return .waits(max(earliest, Timestamp(milliseconds: due)))
        }
    }

    /// An attempt begins that the gate has let go.
    func enter(_ name: String, _ step: DueStep, at now: Timestamp) {
        places.withLock { places in
            var place = places[name] ?? Place()
            place.attempts += 1
            if place.breaker.admission(at: now) == .probe,
                !place.breaker.isSilent(since: step.retriedUntil)
            {
                place.breaker.probe(by: step.deliverySequence)
            }
            places[name] = place
        }
    }

    /// The attempt is over and recorded.
    func leave(_ name: String, _ step: DueStep) {
        places.withLock { places in
            guard var place = places[name] else { return }
            place.attempts -= 1
            place.breaker.leave(step.deliverySequence)
            // What is well and idle is as good as unknown.
            places[name] = place.attempts == 0 && place.breaker == Breaker() ? nil : place
        }
    }

    /// Takes down how a call has ended; tells when that has changed something.
    func note(
        _ sign: Breaker.Sign, of name: String, _ step: DueStep, at now: Timestamp, unit: Double
    ) -> Change? {
        places.withLock { places in
            var place = places[name] ?? Place()
            let before = place.breaker
            place.breaker.note(sign, of: step.deliverySequence, at: now, unit: unit)
            let after = place.breaker
            places[name] = place.attempts == 0 && after == Breaker() ? nil : place
            switch (before.isOpen, after.isOpen) {
            case (false, true): return .opened(after)
            case (true, false): return .closed(since: before.silentSince)
            case (false, false), (true, true): return nil
            }
        }
    }

    /// How a step ends whose time to try is over while its destination is silent; nil for one that
    /// may still be tried.
    func end(of step: DueStep, at name: String) -> Outcome? {
        let breaker = places.withLock { $0[name]?.breaker }
        guard let breaker, breaker.isSilent(since: step.retriedUntil), let last = breaker.last
        else { return nil }
        let since = breaker.silentSince?.iso8601 ?? ""
        return .rejected(
            last.reason, message: "\(name) has not answered since \(since): \(last.message)")
    }
}

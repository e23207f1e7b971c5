import Lifecycle

/// A token bucket that holds one period's worth. It counts in whole numbers, so that whoever comes
/// back exactly when told to is let in.
final class RateMeter: Sendable {
    private struct State {
        /// In tokens times the period: every millisecond adds `count` to it.
        var level: Int
        var filledAt: Timestamp?
    }

    private let rate: Rate
    private let state: Locked<State>

    init(_ rate: Rate) {
        self.rate = rate
        state = Locked(State(level: rate.count * rate.periodMilliseconds))
    }

    /// Takes one; otherwise tells how many milliseconds it is until there is one.
    func take(at now: Timestamp) -> Int? {
        let (count, period) = (rate.count, rate.periodMilliseconds)
        return state.withLock { state in
            // A clock that went back fills nothing.
            let passed = state.filledAt.map { max(0, now.milliseconds - $0.milliseconds) } ?? 0
            let filled = state.level + Int(min(passed, Int64(period))) * count
            state.level = min(count * period, filled)
            state.filledAt = now
            guard state.level < period else {
                state.level -= period
                return nil
            }
            return (period - state.level + count - 1) / count
        }
    }

    /// Puts back the one that was taken.
    func putBack() {
        let (count, period) = (rate.count, rate.periodMilliseconds)
        state.withLock { state in state.level = min(count * period, state.level + period) }
    }
}

import Lifecycle

/// How many requests a source takes: `100/s` is 100 in 1,000 milliseconds.
package struct IntakeRate: Sendable, Hashable {
    /// More than 0.
    package let count: Int
    /// More than 0.
    package let periodMilliseconds: Int

    package init(count: Int, periodMilliseconds: Int) {
        self.count = max(count, 1)
        self.periodMilliseconds = max(periodMilliseconds, 1)
    }
}

/// A token bucket that holds one period's worth.
final class RateMeter: Sendable {
    private struct State {
        var level: Double
        var filledAt: Timestamp?
    }

    private let rate: IntakeRate
    private let state: Locked<State>

    init(_ rate: IntakeRate) {
        self.rate = rate
        state = Locked(State(level: Double(rate.count)))
    }

    /// Takes one; otherwise tells how many milliseconds it is until there is one.
    func take(at now: Timestamp) -> Int? {
        let perMillisecond = Double(rate.count) / Double(rate.periodMilliseconds)
        let full = Double(rate.count)
        return state.withLock { state in
            // A clock that went back fills nothing.
            let passed = state.filledAt.map { max(0, now.milliseconds - $0.milliseconds) } ?? 0
            state.level = min(full, state.level + Double(passed) * perMillisecond)
            state.filledAt = now
            guard state.level < 1 else {
                state.level -= 1
                return nil
            }
            return Int(((1 - state.level) / perMillisecond).rounded(.up))
        }
    }
}

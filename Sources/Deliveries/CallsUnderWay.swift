import Actions
import Events
import Journal
import Lifecycle

/// The calls that are being made right now and that events will tell of, by rule: until such a call
/// is recorded, nobody knows which events are its echo.
final class CallsUnderWay: Sendable {
    private let counts = Locked<[String: Int]>([:])

    func add(_ due: DueStep) { change(due, by: 1) }

    /// Called after the attempt is recorded.
    func remove(_ due: DueStep) { change(due, by: -1) }

    func has(_ rule: String) -> Bool { counts.withLock { $0[rule] != nil } }

    private func change(_ due: DueStep, by difference: Int) {
        guard ActionCatalog.causesSightings(due.step.action) else { return }
        counts.withLock { counts in
            let count = counts[due.plan.rule, default: 0] + difference
            counts[due.plan.rule] = count > 0 ? count : nil
        }
    }
}

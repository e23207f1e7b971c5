import Actions
import Events
import Journal
import Lifecycle

/// The calls that are being made right now and that events will tell of, by rule: until such a call
/// is recorded, nobody knows which events are its echo.
final class CallsUnderWay: Sendable {
    /// When each began, by rule and delivery.
    private let begun = Locked<[String: [Int64: Timestamp]]>([:])

    func add(_ due: DueStep, at time: Timestamp) {
        guard ActionCatalog.causesSightings(due.step.action) else { return }
        begun.withLock { $0[due.plan.rule, default: [:]][due.deliverySequence] = time }
    }

    /// Called after the attempt is recorded.
    func remove(_ due: DueStep) {
        begun.withLock { begun in
            begun[due.plan.rule]?[due.deliverySequence] = nil
            if begun[due.plan.rule]?.isEmpty == true { begun[due.plan.rule] = nil }
        }
    }

    /// Whether one of the rule began before that time: a later one has not brought it about.
    func has(_ rule: String, begunBefore time: Timestamp) -> Bool {
        begun.withLock { $0[rule]?.values.contains { $0 <= time } ?? false }
    }
}

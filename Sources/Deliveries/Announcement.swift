import Actions
import Events
import JSON

/// The message that tells the `failures:` receiver of a dead letter. It is a delivery of its own,
/// durable like any other, without words of its own.
package enum Announcement {
    /// The rule name under which announcements stand in the journal; no rule file can use it.
    package static let rule = FailureWording.deadLetterRule

    /// The plan; nil when there is nobody to tell, or when the failed step was to tell the same
    /// receiver or another one at the same place: a dead destination is not announced through
    /// itself.
    ///
    /// - Parameter destination: that of a receiver.
    static func plan(
        to receiver: String?, about plan: PlannedDelivery, _ step: Step,
        destination: (String) -> String?
    ) -> PlannedDelivery? {
        guard let receiver, plan.rule != rule else { return nil }
        if case .notify(let failed) = step.action {
            guard failed != receiver else { return nil }
            if let place = destination(failed), place == destination(receiver) { return nil }
        }
        // The words for failures say it best.
        return PlannedDelivery(
            rule: rule, steps: [Step(action: .notify(receiver), template: [:])])
    }
}

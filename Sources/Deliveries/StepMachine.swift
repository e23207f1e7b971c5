import Actions
import Events
import JSON
import Journal
import Lifecycle

/// Decides what a step does next: pure functions of what is known, so that every case can be tested
/// without a clock or a network. The rest of the engine only obeys.
///
/// | state     | what happens                            | next state                            |
/// |-----------|-----------------------------------------|---------------------------------------|
/// | due       | it is handed out                        | leased                                |
/// | due       | its destination is full or silent       | waiting, as it was                    |
/// | leased    | its last attempt has no known end, and  | uncertain                             |
/// |           | the call must not be made twice         |                                       |
/// | leased    | its rate, its queue or another's call   | waiting, as it was                    |
/// |           | comes first                             |                                       |
/// | leased    | the attempt is noted on disk            | attempting, one attempt more          |
/// | attempting| success                                 | done; the next step is due            |
/// | attempting| success, of what news will tell the end | following                             |
/// | attempting| a failure that may pass                 | waiting; dead after `retry.for`       |
/// | attempting| a refusal                               | dead                                  |
/// | attempting| nobody knows whether it was carried out | uncertain; waiting if it may be made  |
/// |           |                                         | again                                 |
/// | attempting| our own end cuts it short               | due, as it was                        |
/// | attempting| the process dies, or lets go of it      | due, in doubt                         |
/// | waiting   | its time comes, or the clock was set    | due                                   |
/// |           | back                                    |                                       |
/// | following | good news                               | done; the next step is due            |
/// | following | bad news, or none by the deadline       | dead                                  |
///
/// Where a step has ended as dead or uncertain, `onFailure` is due, or the delivery has ended.
struct StepMachine {
    let due: DueStep
    /// The attempt that has just ended, counted from 1.
    let attempt: Int
    let now: Timestamp
    /// A random number from 0 up to 1, for the jitter.
    let unit: Double
    /// Between two messages to a message's destination.
    var spacingMilliseconds: Int64 = 0
    /// What is known of a message's destination after the attempt.
    var destination: DestinationState?
    /// Whether the clock was set while the attempt was under way: then nobody knows whether the
    /// time to try is over, and the next attempt will tell.
    var isClockSet = false

    /// What `failure` tells of a message: announcements and templates have to hold it.
    static let messageCharactersMax = 1_024

    /// What is to be recorded.
    struct Decision: Equatable {
        let transition: StepTransition
        /// Set when the step has finally failed.
        let failure: JSONValue?
    }

    /// What a step does that was handed out.
    enum Beginning: Equatable {
        /// What its call had begun has ended, or is overdue.
        case end(FollowedStep)
        /// It ends as uncertain.
        case doubt
        /// `number` counts from 1 without a gap.
        case attempt(number: Int)
    }

    static func beginning(of due: DueStep) -> Beginning {
        if let followed = due.followed { return .end(followed) }
        let mayRepeat =
            due.step.retry.repeatsUncertain || ActionCatalog.isRepeatable(due.step.action)
        if due.isInDoubt && !mayRepeat { return .doubt }
        return .attempt(number: due.attempts + 1)
    }

    /// An attempt that our own end has cut short is no failure of the other side: the step stays
    /// due.
    func decideCutShort(_ outcome: Outcome) -> Decision {
        guard case .retry = outcome else { return decide(outcome) }
        return Decision(transition: .wait(until: now), failure: nil)
    }

    func decide(_ outcome: Outcome) -> Decision {
        switch outcome {
        case .following(let result, let following):
            return Decision(transition: follow(following, result), failure: nil)
        case .succeeded(let result):
            return Decision(transition: moveOn(from: .succeeded, result: result), failure: nil)
        case .retry(let reason, let message, let asked):
            return again(reason, message, askedMilliseconds: asked)
        case .rejected(let reason, let message):
            return giveUp(reason, message)
        case .uncertain(let message) where due.step.retry.repeatsUncertain:
            return again(.uncertain, message, askedMilliseconds: nil)
        case .uncertain(let message):
            return giveUp(.uncertain, message)
        }
    }

    private func follow(_ following: Following, _ result: JSONValue) -> StepTransition {
        let first = Double(NewsService.firstPauseMilliseconds) * (0.9 + 0.1 * unit)
        return .follow(
            following, result: result,
            deadline: now.adding(milliseconds: due.step.followMilliseconds ?? 0),
            pollAt: now.adding(milliseconds: Int64(first)))
    }

    private func again(
        _ reason: FailureReason, _ message: String, askedMilliseconds: Int64?
    ) -> Decision {
        var next = now.adding(milliseconds: pauseMilliseconds(asked: askedMilliseconds))
        // What waited behind others for a destination that was well has not been tried meanwhile.
        var since = max(due.firstDueAt, destination?.failingSince ?? due.firstDueAt)
        if destination != nil, Self.mayBeOwn(reason), attempt >= Self.ownFailuresMin {
            let own = RetryPolicy.delayMilliseconds(afterAttempt: attempt, unit: unit)
            next = max(next, nextMessageAt(pause: askedMilliseconds)).adding(milliseconds: own + 1)
            // Others that are taken in between must not make it last for ever.
            since = max(due.firstDueAt, due.firstAttemptAt ?? due.firstDueAt)
        }
        // A clock that was set back must not make it last until it has caught up.
        since = min(since, now)
        let last = since.adding(milliseconds: due.step.retry.forMilliseconds)
        guard next <= last || isClockSet else {
            return giveUp(reason, message)
        }
        return Decision(transition: .wait(until: next), failure: nil)
    }

    /// A destination is left alone for longer with every attempt at any of its messages.
    private func pauseMilliseconds(asked: Int64?) -> Int64 {
        RetryPolicy.delayMilliseconds(
            afterAttempt: destination?.failures ?? attempt, askedMilliseconds: asked, unit: unit)
    }

    /// When the next message may be sent to the destination after an attempt with this outcome.
    func nextMessageAt(after outcome: Outcome) -> Timestamp {
        guard case .retry(_, _, let asked) = outcome else {
            return now.adding(milliseconds: spacingMilliseconds)
        }
        return nextMessageAt(pause: asked)
    }

    private func nextMessageAt(pause asked: Int64?) -> Timestamp {
        now.adding(milliseconds: max(spacingMilliseconds, pauseMilliseconds(asked: asked)))
    }

    /// After so many attempts with such an answer, others are let past a message: the reason may be
    /// the message itself.
    static let ownFailuresMin = 3

    private static func mayBeOwn(_ reason: FailureReason) -> Bool {
        reason == .unavailable || reason == .timedOut || reason == .malformedAnswer
    }

    private func giveUp(_ reason: FailureReason, _ message: String) -> Decision {
        let status: DeliveryStatus = reason == .uncertain ? .uncertain : .dead
        guard !due.isOnFailure else {
            return Decision(transition: moveOn(from: status, result: nil), failure: nil)
        }
        let failure: JSONValue = [
            "rule": .string(due.plan.rule), "delivery": .string(due.deliveryID),
            "step": .string(due.step.id ?? due.step.action.label),
            "action": .string(due.step.action.label),
            "reason": .string(reason.rawValue),
            "message": .string(String(message.prefix(Self.messageCharactersMax))),
            "attempts": .number(JSONNumber(attempt)),
        ]
        let transition: StepTransition =
            due.plan.onFailure.isEmpty
            ? .end(status, result: nil, delivery: status)
            : .move(status, result: nil, next: due.plan.steps.count)
        return Decision(transition: transition, failure: failure)
    }

    /// The next step of the same list, or the end of the delivery.
    private func moveOn(from status: DeliveryStatus, result: JSONValue?) -> StepTransition {
        let next = due.position + 1
        let end =
            due.isOnFailure
            ? due.plan.steps.count + due.plan.onFailure.count : due.plan.steps.count
        guard next == end else { return .move(status, result: result, next: next) }
        return .end(status, result: result, delivery: finalStatus)
    }

    /// A delivery that failed stays failed, however well its `onFailure` steps went.
    private var finalStatus: DeliveryStatus {
        guard due.isOnFailure else { return .succeeded }
        let reason = due.failure?["reason"]?.stringValue
        return reason == FailureReason.uncertain.rawValue ? .uncertain : .dead
    }
}

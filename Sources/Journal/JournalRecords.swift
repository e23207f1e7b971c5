package import Events
package import JSON
package import Lifecycle

/// What became of an event that was to be kept.
package enum AppendResult: Sendable, Hashable {
    /// On disk under this id.
    case accepted(id: String)
    /// The same delivery was accepted before, under this id.
    case duplicate(id: String)
}

/// An event with its place in the order of acceptance.
package struct StoredEvent: Sendable {
    package let sequence: Int64
    package let event: Event
}

/// A delivery to be started for an event.
package struct NewDelivery: Sendable {
    package let id: String
    package let eventSequence: Int64
    package let plan: PlannedDelivery
    /// What the steps read as `failure`, when the delivery tells of another one's.
    package let failure: JSONValue?

    package init(
        id: String, eventSequence: Int64, plan: PlannedDelivery, failure: JSONValue? = nil
    ) {
        self.id = id
        self.eventSequence = eventSequence
        self.plan = plan
        self.failure = failure
    }
}

/// A step whose time has come, with all that is needed to carry it out.
package struct DueStep: Sendable {
    package let deliverySequence: Int64
    package let deliveryID: String
    package let eventSequence: Int64
    package let event: Event
    package let plan: PlannedDelivery
    /// Counts through `steps` and on through `onFailure`.
    package let position: Int
    /// The results of earlier steps by step id.
    package let results: JSONObject
    /// The rendered input, once there was an attempt or its message has queued.
    package let input: JSONValue?
    /// When the step became due for the first time.
    package let firstDueAt: Timestamp
    /// Attempts begun so far.
    package let attempts: Int
    /// Whether the last attempt was begun and nobody knows how it ended: the process died in it, or
    /// its lease was given back without a record.
    package let isInDoubt: Bool
    /// Why the delivery failed, for the steps of `onFailure`.
    package let failure: JSONValue?
    /// Set when the call has been made and its end is waited for: there is news, or it is overdue.
    package var followed: FollowedStep?
    /// When the first attempt began; nil before.
    package var firstAttemptAt: Timestamp?
    /// Set when its message has queued for its destination.
    package var turn: MessageTurn?
    /// The last call that the delivery has made before this step: its name and its result.
    package var lastCall: JSONValue?

    /// The step itself.
    package var step: Step {
        position < plan.steps.count
            ? plan.steps[position] : plan.onFailure[position - plan.steps.count]
    }

    /// Whether its call is made once per identical input.
    var coalesces: Bool { step.coalesceMilliseconds != nil }

    /// Whether it is a message that still has to queue.
    var isUnqueuedMessage: Bool {
        guard case .notify = step.action else { return false }
        return turn == nil
    }

    /// Whether this is a step of `onFailure`.
    package var isOnFailure: Bool { position >= plan.steps.count }
}

extension JSONDocument {
    /// Reads back what this program wrote. Its bounds were kept on the way in, and a document is
    /// deeper than the body it was made of, so they are wide here.
    init(kept text: String, as what: @autoclosure () -> String) throws(JournalError) {
        let limits = JSONLimits(bytesMax: .max, depthMax: 1024, duplicateKeys: .kept)
        do {
            try self.init(parsing: Array(text.utf8), limits: limits)
        } catch {
            throw JournalError(.damaged, "\(what()) of the journal is not readable: \(error)")
        }
    }
}

extension JSONValue {
    /// The same as a tree of values.
    init(kept text: String, as what: @autoclosure () -> String) throws(JournalError) {
        self = try JSONDocument(kept: text, as: what()).value
    }
}

extension JSONValue? {
    /// The same for a text that need not be there.
    init(kept text: String?, as what: @autoclosure () -> String) throws(JournalError) {
        guard let text else {
            self = nil
            return
        }
        self = try JSONValue(kept: text, as: what())
    }
}

/// How one attempt went, as it is kept.
package struct AttemptRecord: Sendable {
    /// Counted from 1 for each step.
    package let number: Int
    package let startedAt: Timestamp
    package let durationMilliseconds: Int64
    package let outcome: AttemptOutcome
    package let reason: FailureReason?
    package let message: String?
    package let request: JSONValue
    package let response: JSONValue?

    package init(
        number: Int, startedAt: Timestamp, durationMilliseconds: Int64, outcome: AttemptOutcome,
        reason: FailureReason?, message: String?, request: JSONValue, response: JSONValue?
    ) {
        self.number = number
        self.startedAt = startedAt
        self.durationMilliseconds = durationMilliseconds
        self.outcome = outcome
        self.reason = reason
        self.message = message
        self.request = request
        self.response = response
    }
}

/// The word for an outcome in the journal, the API and the log.
package enum AttemptOutcome: String, Sendable, Hashable {
    case succeeded, retry, rejected, uncertain
}

/// What follows from an attempt.
package enum StepTransition: Sendable, Hashable {
    /// The same step again, later.
    case wait(until: Timestamp)
    /// The step's call has been made with this result; news of its end is waited for. With a
    /// `poll`, it is asked for from `pollAt` on.
    case follow(Following, result: JSONValue, deadline: Timestamp, pollAt: Timestamp)
    /// The step has ended with this status; the step at `next` is due now.
    case move(DeliveryStatus, result: JSONValue?, next: Int)
    /// The step has ended, and the delivery with it.
    case end(DeliveryStatus, result: JSONValue?, delivery: DeliveryStatus)
}

/// The end of an attempt and what follows, recorded in one commit.
package struct StepRecord: Sendable {
    package let deliverySequence: Int64
    package let position: Int
    package let attempt: AttemptRecord
    package let transition: StepTransition
    /// Set when the step has finally failed: what `onFailure` reads as `failure`.
    package let failure: JSONValue?
    /// A delivery that tells the `failures:` receiver.
    package let announcement: NewDelivery?
    /// Keys of what the rule has brought about by this attempt.
    package let causes: [String]
    /// Of a step that coalesces: what the same call elsewhere is told. Kept when the attempt has
    /// made the call; the claim is given up when the step ends without it.
    package let shared: JSONValue?
    /// The step's rendered input, for a step that was never begun: it shares another's call, or it
    /// ends without one.
    package let input: JSONValue?
    /// Of a message that was in its destination's queue, whose end here lets the next one go.
    package let message: MessageRecord?

    package init(
        deliverySequence: Int64, position: Int, attempt: AttemptRecord,
        transition: StepTransition, failure: JSONValue? = nil, announcement: NewDelivery? = nil,
        causes: [String] = [], shared: JSONValue? = nil, input: JSONValue? = nil,
        message: MessageRecord? = nil
    ) {
        self.deliverySequence = deliverySequence
        self.position = position
        self.attempt = attempt
        self.transition = transition
        self.failure = failure
        self.announcement = announcement
        self.causes = causes
        self.shared = shared
        self.input = input
        self.message = message
    }
}

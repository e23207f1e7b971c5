package import JSON

/// Why an attempt failed: a closed list that logs, journal and messages share.
package enum FailureReason: String, Sendable, Hashable, CaseIterable {
    /// The other side asked to come back later.
    case throttled
    /// The other side failed or could not be reached.
    case unavailable
    case timedOut = "timed_out"
    /// The answer was not what its protocol says.
    case malformedAnswer = "malformed_answer"
    /// Our input was refused; the same input will be refused again.
    case refused
    case accessDenied = "access_denied"
    /// The credentials are missing, expired or wrong.
    case badCredentials = "bad_credentials"
    /// What the call names is not there: no such delivery channel.
    case notFound = "not_found"
    /// The destination is gone for good: a deleted webhook.
    case destinationDead = "destination_dead"
    /// The step's input could not be rendered or breaks the API's constraints.
    case invalidInput = "invalid_input"
    /// The call may or may not have happened.
    case uncertain
    /// What the call had begun was not reported as ended by the deadline of `follow`.
    case overdue
    /// What the call had begun was reported as failed.
    case reportedFailed = "reported_failed"
}

/// How one attempt went. A failed attempt is normal: a value, never a thrown error.
package enum Outcome: Sendable, Hashable {
    /// `result` is what later steps read as `steps.<id>`.
    case succeeded(result: JSONValue)
    /// Something has begun of which later news will tell the end. `result` is what is known now.
    case following(result: JSONValue, Following)
    /// May succeed later. `afterMilliseconds` is the pause the other side asked for.
    case retry(FailureReason, message: String, afterMilliseconds: Int64? = nil)
    /// Will never succeed with this input.
    case rejected(FailureReason, message: String)
    /// The request may have had its effect, and nobody can tell.
    case uncertain(message: String)

    /// Whether it may succeed later.
    package var isRetry: Bool {
        if case .retry = self { true } else { false }
    }
}

/// One try of a step and what was seen of it.
package struct AttemptReport: Sendable, Hashable {
    package var outcome: Outcome
    /// What was sent, without secrets.
    package let request: JSONValue
    /// What came back, bounded and without secrets; nil when nothing did.
    package let response: JSONValue?
    /// The keys of what this attempt has caused: a rule never fires on an event about any of them
    /// that its own call brought about.
    package let causes: [String]
    /// The message that the destination has taken, where it is worth remembering.
    package let told: ToldMessage?

    package init(
        outcome: Outcome, request: JSONValue, response: JSONValue? = nil, causes: [String] = [],
        told: ToldMessage? = nil
    ) {
        self.outcome = outcome
        self.request = request
        self.response = response
        self.causes = causes
        self.told = told
    }
}

/// Where a delivery or a step stands.
package enum DeliveryStatus: String, Sendable, Hashable, CaseIterable {
    case pending, running, following, succeeded, failed, dead, uncertain

    /// Whether nothing more will happen by itself.
    package var isFinal: Bool {
        switch self {
        case .pending, .running, .following: false
        case .succeeded, .failed, .dead, .uncertain: true
        }
    }
}

package import JSON

/// What a step that coalesces is to do.
package enum ClaimAnswer: Sendable, Hashable {
    /// Make the call: the claim is this delivery's until its step has ended.
    case granted
    /// The same call has been made in time by this delivery; its outcome serves.
    case made(outcome: JSONValue, by: String)
    /// The same call is under way elsewhere. The step is due again when it has ended; its lease is
    /// given back.
    case underWay
}

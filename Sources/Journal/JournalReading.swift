package import Events
package import JSON
package import Lifecycle

/// Reads a journal without writing it: while a server has it open, after a drain, and after a
/// crash. What is read never delays an acknowledgement. Each answer is one snapshot.
package protocol JournalReading: Sendable {
    /// Up to `limit` events, newest first; with `before` only those accepted before that event.
    /// Throws `unknownPlace` when there is no event `before`.
    func events(limit: Int, before id: String?) async throws(JournalError) -> [EventSummary]

    /// The newest events that the filter wants, up to `limit` and 10,000; with `before` only those
    /// accepted before that event. Throws `unknownPlace` when there is no such event, so that a
    /// removed one does not look like the end of the list. Several snapshots.
    func events(
        matching filter: EventFilter, limit: Int, before id: String?
    ) async throws(JournalError) -> EventPage

    /// Whether there is such an event.
    func contains(_ id: String) async throws(JournalError) -> Bool

    /// Deliveries that ended as dead or uncertain, in the order in which they were planned.
    ///
    /// - Parameters:
    ///   - rule: of this rule only.
    ///   - since: of events received then or later.
    ///   - event: of the event with this id only.
    ///   - id: only those behind this delivery, which need not be dead any more. Throws
    ///     `unknownPlace` when it is not there.
    func dead(
        rule: String?, since: Timestamp?, event: String?, limit: Int, after id: String?
    ) async throws(JournalError) -> [DeadLetter]

    /// The whole story of an event, in the form of design.md section 9; nil when it is not there.
    ///
    /// A step that is not due yet stands there as pending, without input; a step of `onFailure`
    /// only once it is due. An attempt without `outcome` has begun and nobody knows how it ended.
    func event(_ id: String) async throws(JournalError) -> JSONValue?

    /// Counts for metrics; a million events take some 20 ms.
    func counts() async throws(JournalError) -> JournalCounts

    /// Whether a source's event still waits for a rule or for the end of a delivery; nil when the
    /// source has no such event. Deliveries of `rule` do not count. Cheap: one look at an index.
    func isOpen(
        _ id: String, source: String, apartFrom rule: String
    ) async throws(JournalError) -> Bool?

    /// What has become of a source's event, in the form of design.md section 6; nil when the source
    /// has no such event. Deliveries of `rule` are left out.
    ///
    /// A step that never ran stands there as pending; a step of `onFailure` only once it is due.
    func outcome(
        of id: String, source: String, apartFrom rule: String
    ) async throws(JournalError) -> EventOutcome?
}

extension JournalReading {
    /// The newest events.
    package func events(limit: Int) async throws(JournalError) -> [EventSummary] {
        try await events(limit: limit, before: nil)
    }
}

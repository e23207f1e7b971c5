package import Events
package import Lifecycle

/// The journal: what was accepted, what follows from it, and how it went. Whatever is on disk here
/// survives the process.
///
/// Every engine keeps these promises; Tests/JournalTests/Conformance holds it to them.
///
/// 1. A call that has returned survives a `kill -9` and the loss of power.
/// 2. A call that has thrown has left nothing behind, on disk or in memory, and can be made again.
/// 3. A delivery id, and a fingerprint, is accepted once per source for as long as its event is
///    kept.
/// 4. Events are handed to the planner in the order of acceptance, until they are planned.
/// 5. A due step is with one caller at a time, and the longest due goes first.
/// 6. An attempt that was begun and has no record is handed out as one in doubt.
/// 7. What is recorded twice, or too late, moves nothing.
/// 8. A destination has one message on its way at a time, in the order of the deliveries.
/// 9. News that came before somebody follows reaches him as well.
/// 10. A call that coalesces is made by one at a time.
/// 11. Only events whose deliveries have ended are purged.
/// 12. One row that cannot be read stands in the way of no other.
/// 13. Beyond its limit the journal refuses new events as `overloaded`, and nothing else.
package protocol EventJournal: StepJournal, FollowingJournal, MessageJournal, WatchedJournal {
    /// Yields at first, and when there may be new events to plan; at most one wake-up waits. Ends
    /// when the journal is closed.
    var wakeups: AsyncStream<Void> { get }

    // MARK: Intake

    /// Keeps an event. Returns after it is on disk.
    ///
    /// - Parameter fingerprint: a digest of what the sender signed. With one, the same bytes are
    ///   the same delivery under any id, for as long as the event is kept.
    func append(
        _ event: Event, fingerprint: [UInt8]?
    ) async throws(JournalError) -> AppendResult

    // MARK: Rules

    /// Events that no rule has looked at yet, oldest first.
    ///
    /// `buried` is told of an event that cannot be read: its `intake.id`, or where it stands when
    /// that cannot be read either. It counts as planned from then on, and is kept. Without `buried`
    /// such an event is only left out.
    func unplanned(
        limit: Int, buried: (@Sendable (String) -> Void)?
    ) async throws(JournalError) -> [StoredEvent]

    /// Starts deliveries, due at `now`, and notes that every event up to `sequence` has been
    /// planned. Steps that wait for the `news` become due now; steps that will follow the same
    /// key find them, for as long as the event is kept. Stories that are known already keep their
    /// beginning. The newest snapshot of each account and region is remembered for good, of 1,000
    /// places at most; told again, nothing changes.
    func recordPlans(
        through sequence: Int64, _ deliveries: [NewDelivery], news: [EventNews],
        stories: [StoryBeginning], snapshots: [SnapshotSighting], now: Timestamp
    ) async throws(JournalError)

    // MARK: Retention

    /// Removes events received before `cutoff` whose deliveries have ended, as many at a time as
    /// keep nobody waiting; returns how much went, 0 when nothing is left. With an event go the
    /// memory of its delivery id and bytes, its deliveries, and plans that nothing else uses. What
    /// destinations were told before, and stories that began before, go too and count.
    func purge(before cutoff: Timestamp) async throws(JournalError) -> Int

    /// Commits what waits and lets go of the journal. Later calls fail as `unavailable`. Without
    /// this nothing is lost.
    func close() async
}

extension EventJournal {
    /// Keeps an event that has no fingerprint.
    package func append(_ event: Event) async throws(JournalError) -> AppendResult {
        try await append(event, fingerprint: nil)
    }

    /// The same for whoever only looks.
    package func unplanned(limit: Int) async throws(JournalError) -> [StoredEvent] {
        try await unplanned(limit: limit, buried: nil)
    }

    /// Starts deliveries of events that tell of less.
    package func recordPlans(
        through sequence: Int64, _ deliveries: [NewDelivery], news: [EventNews] = [],
        stories: [StoryBeginning] = [], now: Timestamp
    ) async throws(JournalError) {
        try await recordPlans(
            through: sequence, deliveries, news: news, stories: stories, snapshots: [], now: now)
    }
}

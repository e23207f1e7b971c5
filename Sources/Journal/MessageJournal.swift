package import Events
package import JSON
package import Lifecycle

/// The part of a journal where messages queue for their destination.
package protocol MessageJournal: Sendable {
    /// Puts a leased step's message into its destination's queue, with its input, and gives the
    /// lease back. The step is due again when its turn has come: one message of a destination at
    /// a time, in the order of the deliveries, held ones aside.
    ///
    /// With `goingOn` a step whose turn comes at once keeps its lease, and the turn is returned;
    /// not while a message of a delivery before it is leased that has still to queue: that one may
    /// be told first.
    func enqueue(
        _ step: DueStep, _ message: QueuedMessage, input: JSONValue, goingOn: Bool, now: Timestamp
    ) async throws(JournalError) -> MessageTurn?

    /// Takes a leased message out of its queue until the next start; the lease is kept.
    func putAside(_ step: DueStep, now: Timestamp) async throws(JournalError)

    /// What is known of a destination; of one that nobody has heard of, nothing.
    func destination(_ name: String) async throws(JournalError) -> DestinationState

    /// The messages of the step's group that could be sent now, the step's own among them; nil
    /// when the step is not queued.
    func waiting(
        with step: DueStep, limit: Int, now: Timestamp
    ) async throws(JournalError) -> WaitingGroup?

    /// What the destination was told before, by what it is about.
    func told(
        to destination: String, about keys: [String]
    ) async throws(JournalError) -> [String: ToldMessage]

    /// When the story began; nil for one that nobody has heard of.
    func began(_ story: String) async throws(JournalError) -> Timestamp?

    /// Every destination that has messages waiting or is not well, by name.
    func destinations() async throws(JournalError) -> [DestinationSummary]
}

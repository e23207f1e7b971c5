package import Events
package import JSON
package import Lifecycle

// MARK: Messages that queue for their destination

extension EventJournal {
    /// Puts a leased step's message into its destination's queue, with its input, and gives the
    /// lease back. The step is due again when its turn has come: one message of a destination at
    /// a time, in the order of the deliveries, held ones aside.
    package nonisolated func enqueue(
        _ step: DueStep, _ message: QueuedMessage, input: JSONValue, now: Timestamp
    ) async throws(JournalError) {
        let text = input.serialized()
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.enqueue(step, message, input: text, now: now)
        }
    }

    /// Takes a leased message out of its queue until the next start; the lease is kept.
    package nonisolated func putAside(
        _ step: DueStep, now: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.putAside(step, now: now)
        }
    }

    /// What is known of a destination; of one that nobody has heard of, nothing.
    package func destination(_ name: String) throws(JournalError) -> DestinationState {
        try openTables().destination(name)
    }

    /// The messages of the step's group that could be sent now, the step's own among them; nil
    /// when the step is not queued.
    package func waiting(
        with step: DueStep, limit: Int, now: Timestamp
    ) throws(JournalError) -> WaitingGroup? {
        try openTables().waiting(with: step, limit: limit, now: now)
    }

    /// What the destination was told before, by what it is about.
    package func told(
        to destination: String, about keys: [String]
    ) throws(JournalError) -> [String: ToldMessage] {
        try openTables().told(to: destination, about: keys)
    }

    /// When the story began; nil for one that nobody has heard of.
    package func began(_ story: String) throws(JournalError) -> Timestamp? {
        try openTables().began(story)
    }

    /// Every destination that has messages waiting or is not well, by name.
    package func destinations() throws(JournalError) -> [DestinationSummary] {
        try openTables().destinationSummaries()
    }
}

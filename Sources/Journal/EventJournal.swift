package import Events
package import JSON
package import Lifecycle
import SQLite

/// The journal: what was accepted, what follows from it, and how it went. Whatever is on disk here
/// survives the process.
///
/// One actor on a queue of its own holds the only writing connection. Writes that wait together
/// share one commit, and each caller hears of its write only after the fsync.
package actor EventJournal {
    private let tables: JournalTables
    private let executor: SerialQueueExecutor
    private let inbox = Locked(WriteInbox())
    private let wakeup: AsyncStream<Void>.Continuation

    /// Yields when there may be new events to plan; at most one wake-up waits.
    package nonisolated let wakeups: AsyncStream<Void>

    /// Due steps and unplanned events beyond which `append` is refused (design.md section 10).
    package static let queueMax: Int64 = 1_000_000

    /// Writes that share one commit. More would let the first of them wait too long.
    static let groupMax = 512

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Opens the file, or makes it.
    package init(path: String, queueMax: Int64 = EventJournal.queueMax) throws(JournalError) {
        tables = try JournalTables(path: path, queueMax: queueMax)
        executor = SerialQueueExecutor(label: "hookferry.journal")
        (wakeups, wakeup) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: Intake

    /// Keeps an event. Returns after it is on disk.
    package nonisolated func append(_ event: Event) async throws(JournalError) -> AppendResult {
        let entry = EventEntry(event)
        let result = try await write { (tables: JournalTables) throws(JournalError) in
            try tables.append(entry)
        }
        if case .accepted = result { wakeup.yield() }
        return result
    }

    // MARK: Rules

    /// Events that no rule has looked at yet, oldest first.
    package func unplanned(limit: Int) throws(JournalError) -> [StoredEvent] {
        try tables.unplanned(limit: limit)
    }

    /// Starts deliveries, due at `now`, and notes that every event up to `sequence` has been planned.
    package nonisolated func recordPlans(
        through sequence: Int64, _ deliveries: [NewDelivery], now: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            for delivery in deliveries { try tables.insert(delivery, dueAt: now) }
            try tables.setPlanned(through: sequence)
        }
    }

    // MARK: Actions

    /// Hands out due steps, oldest first, each to one caller until its attempt is recorded.
    package func lease(now: Timestamp, limit: Int) throws(JournalError) -> [DueStep] {
        try tables.lease(now: now, limit: limit)
    }

    /// When the next step after `now` becomes due.
    package func nextDue(after now: Timestamp) throws(JournalError) -> Timestamp? {
        try tables.nextDue(after: now)
    }

    /// Notes that an attempt begins, before anything is sent.
    package nonisolated func begin(
        _ step: DueStep, number: Int, input: JSONValue, at now: Timestamp
    ) async throws(JournalError) {
        let text = input.serialized()
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.begin(step, number: number, input: text, at: now)
        }
    }

    /// Records how an attempt ended and what follows, and gives the lease back.
    package nonisolated func record(
        _ record: StepRecord, now: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.record(record, now: now)
        }
    }

    /// Gives a lease back without a word, so that the step is handed out again.
    package func release(_ step: DueStep) { tables.release(step.deliverySequence) }

    // MARK: Retention

    /// Removes events received before `cutoff` whose deliveries have ended, a few hundred at a time;
    /// returns how many went.
    package nonisolated func purge(before cutoff: Timestamp) async throws(JournalError) -> Int {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.purge(before: cutoff)
        }
    }

    // MARK: Group commit

    private nonisolated func write<Answer: Sendable>(
        _ body: @escaping PendingWrite<Answer>.Body
    ) async throws(JournalError) -> Answer {
        let result = await withCheckedContinuation { continuation in
            let pending = PendingWrite(body: body, continuation: continuation)
            let isFirst = inbox.withLock { $0.add(pending) }
            if isFirst { executor.async { self.assumeIsolated { $0.commitPending() } } }
        }
        return try result.get()
    }

    /// Commits everything that waits, in groups. What arrives during a commit is the next group.
    private func commitPending() {
        while true {
            let group = inbox.withLock { $0.take(Self.groupMax) }
            if group.isEmpty { return }
            commit(group)
        }
    }

    /// One transaction for the group; when that fails, one for each write, so that a write that
    /// cannot be done takes no other down with it.
    private func commit(_ group: [any JournalWrite]) {
        do {
            try tables.transaction { (tables: JournalTables) throws(JournalError) in
                for write in group { try write.perform(on: tables) }
            }
            for write in group { write.succeed() }
        } catch {
            guard group.count > 1 else { return group.forEach { $0.fail(error) } }
            for write in group { commit([write]) }
        }
    }
}

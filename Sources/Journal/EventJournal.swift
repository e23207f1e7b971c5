package import Events
package import JSON
package import Lifecycle
import SQLite

/// The journal: what was accepted, what follows from it, and how it went. Whatever is on disk here
/// survives the process.
///
/// One actor on a queue of its own holds the only writing connection. Writes that wait together
/// share one commit, and each caller hears of its write only after the fsync. A write that fails
/// has left nothing behind, on disk or in memory, and can be tried again.
package actor EventJournal {
    /// Nil once the journal is closed.
    private var tables: JournalTables?
    private let executor: SerialQueueExecutor
    private let inbox = Locked(WriteInbox())
    private let wakeup: AsyncStream<Void>.Continuation

    /// Yields at first, and when there may be new events to plan; at most one wake-up waits. Ends
    /// when the journal is closed.
    package nonisolated let wakeups: AsyncStream<Void>

    /// Due steps and unplanned events beyond which `append` is refused (design.md section 10).
    package static let queueMax: Int64 = 1_000_000

    /// Writes that share one commit. More would let the first of them wait too long.
    static let groupMax = 512

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Opens the file, or makes it. Refuses a file that another process has open for writing.
    package init(path: String, queueMax: Int64 = EventJournal.queueMax) throws(JournalError) {
        tables = try JournalTables(path: path, queueMax: queueMax)
        executor = SerialQueueExecutor(label: "hookferry.journal")
        (wakeups, wakeup) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        wakeup.yield()
    }

    /// Commits what waits, brings the log into the file and lets go of both. Later calls fail as
    /// `unavailable`. Without this nothing is lost: the next opening reads the log.
    package func close() {
        while case let group = inbox.withLock({ $0.take(Self.groupMax) }), !group.isEmpty {
            commit(group)
        }
        tables?.checkpoint()
        tables = nil
        wakeup.finish()
    }

    func openTables() throws(JournalError) -> JournalTables {
        guard let tables else { throw JournalError(.unavailable, "the journal is closed") }
        return tables
    }

    // MARK: Intake

    /// Keeps an event. Returns after it is on disk.
    ///
    /// - Parameter fingerprint: a digest of what the sender signed. With one, the same bytes are
    ///   the same delivery under any id, for as long as the event is kept.
    package nonisolated func append(
        _ event: Event, fingerprint: [UInt8]? = nil
    ) async throws(JournalError) -> AppendResult {
        let entry = EventEntry(event, fingerprint: fingerprint)
        let result = try await write { (tables: JournalTables) throws(JournalError) in
            try tables.append(entry)
        }
        if case .accepted = result { wakeup.yield() }
        return result
    }

    // MARK: Rules

    /// Events that no rule has looked at yet, oldest first.
    package func unplanned(limit: Int) throws(JournalError) -> [StoredEvent] {
        try openTables().unplanned(limit: limit)
    }

    /// Starts deliveries, due at `now`, and notes that every event up to `sequence` has been
    /// planned. Steps that wait for the `news` become due now; steps that will follow the same
    /// key find them, for as long as the event is kept. Stories that are known already keep their
    /// beginning.
    package nonisolated func recordPlans(
        through sequence: Int64, _ deliveries: [NewDelivery], news: [EventNews] = [],
        stories: [StoryBeginning] = [], now: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            for delivery in deliveries { try tables.insert(delivery, dueAt: now) }
            for item in news { try tables.keep(item, now: now) }
            try tables.begin(stories)
            try tables.setPlanned(through: sequence)
        }
    }

    // MARK: Actions

    /// Hands out due steps, oldest first, each to one caller until its attempt is recorded.
    ///
    /// A delivery whose rows cannot be read, though SQLite can read the file, ends as dead here: it
    /// must not stand in the way of the others. `buried` is told the `intake.id` of its event.
    package func lease(
        now: Timestamp, limit: Int, buried: @Sendable (String) -> Void = { _ in }
    ) throws(JournalError) -> [DueStep] {
        try openTables().lease(now: now, limit: limit, buried: buried)
    }

    /// When the next step after `now` becomes due.
    package func nextDue(after now: Timestamp) throws(JournalError) -> Timestamp? {
        try openTables().nextDue(after: now)
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
    ///
    /// When this fails the lease is kept, so that nobody makes the attempt again: call it again, or
    /// give up with `release`, after which the step is handed out as one in doubt.
    package nonisolated func record(
        _ record: StepRecord, now: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.record(record, now: now)
        }
    }

    /// Gives a lease back without a word, so that the step is handed out again: in doubt when its
    /// attempt was begun.
    package func release(_ step: DueStep) { tables?.release(step.deliverySequence) }

    // MARK: Retention

    /// Removes events received before `cutoff` whose deliveries have ended, a few hundred at a
    /// time; returns how many went. With an event go the memory of its delivery id and bytes, its
    /// deliveries, and plans that nothing else uses. What destinations were told before, and
    /// stories that began before, go too and count.
    package nonisolated func purge(before cutoff: Timestamp) async throws(JournalError) -> Int {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.purge(before: cutoff)
        }
    }

    // MARK: Group commit

    nonisolated func write<Answer: Sendable>(
        _ body: @escaping PendingWrite<Answer>.Body
    ) async throws(JournalError) -> Answer {
        let result = await withCheckedContinuation { continuation in
            let pending = PendingWrite(body: body, continuation: continuation)
            let isFirst = inbox.withLock { $0.add(pending) }
            if isFirst { scheduleCommit() }
        }
        return try result.get()
    }

    private nonisolated func scheduleCommit() {
        executor.async { self.assumeIsolated { $0.commitPending() } }
    }

    /// Commits the next group; what arrives meanwhile is the one after it. It comes to its turn
    /// through the queue again, so that without end of writes there is still a time for leases.
    private func commitPending() {
        let group = inbox.withLock { $0.take(Self.groupMax) }
        if group.isEmpty { return }
        commit(group)
        scheduleCommit()
    }

    /// One commit for the group. When something in it fails, once more with every write on its own,
    /// so that a write that cannot be done takes no other down with it.
    private func commit(_ group: [any JournalWrite]) {
        do throws(JournalError) {
            let tables = try openTables()
            do throws(JournalError) { try perform(group, on: tables, apart: false) } catch {
                guard group.count > 1 else { throw error }
                try perform(group, on: tables, apart: true)
            }
        } catch {
            for write in group { write.refuse(error) }
        }
        for write in group { write.answer() }
    }

    private func perform(
        _ group: [any JournalWrite], on tables: JournalTables, apart: Bool
    ) throws(JournalError) {
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            for write in group {
                do throws(JournalError) {
                    guard apart else {
                        try write.perform(on: tables)
                        continue
                    }
                    try tables.savepoint(write.perform)
                } catch {
                    // An overloaded journal has refused before it wrote anything.
                    let isUndone = error.code == .overloaded || apart
                    guard isUndone, tables.isInTransaction else { throw error }
                    write.refuse(error)
                }
            }
        }
    }
}

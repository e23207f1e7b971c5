package import Events
package import Lifecycle
import SQLite

/// The journal in a SQLite file.
///
/// One actor on a queue of its own holds the only writing connection. Writes that wait together
/// share one commit, and each caller hears of its write only after the fsync.
package actor SQLiteJournal: EventJournal {
    /// Nil once the journal is closed.
    private var tables: JournalTables?
    private let executor: SerialQueueExecutor
    private let inbox = Locked(WriteInbox())
    let wakeup: AsyncStream<Void>.Continuation
    private let checkpoint: Checkpoint
    private var turn: CheckpointTurn
    private var paces = Paces()
    /// Where the sweep for old events goes on.
    private var purgePlace = PurgePlace.start

    package nonisolated let wakeups: AsyncStream<Void>

    /// Due steps and unplanned events beyond which `append` is refused (design.md section 10).
    package static let queueMax: Int64 = 1_000_000

    /// Writes that share one commit. More would let the first of them wait too long.
    static let groupMax = 512

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Opens the file, or makes it. Refuses a file that another process has open for writing.
    package init(path: String, queueMax: Int64 = SQLiteJournal.queueMax) throws(JournalError) {
        try self.init(path: path, queueMax: queueMax, logPagesMax: Checkpoint.logPagesMax)
    }

    /// The same with a log that is brought into the file at so many pages.
    init(path: String, queueMax: Int64, logPagesMax: Int) throws(JournalError) {
        tables = try JournalTables(path: path, queueMax: queueMax)
        executor = SerialQueueExecutor(label: "hookferry.journal")
        checkpoint = Checkpoint(path: path)
        turn = CheckpointTurn(logPagesMax: logPagesMax)
        (wakeups, wakeup) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        wakeup.yield()
    }

    /// Brings the log into the file as well, and lets go of both.
    package func close() {
        while case let group = inbox.withLock({ $0.take(Self.groupMax) }), !group.isEmpty {
            commit(group)
        }
        checkpoint.wait()
        tables?.checkpoint()
        tables = nil
        wakeup.finish()
    }

    /// Gives a lease back, if there is still a journal.
    package func release(_ step: DueStep) { tables?.release(step.deliverySequence) }

    func openTables() throws(JournalError) -> JournalTables {
        guard let tables else { throw JournalError(.unavailable, "the journal is closed") }
        return tables
    }

    // MARK: Intake

    package nonisolated func append(
        _ event: Event, fingerprint: [UInt8]?
    ) async throws(JournalError) -> AppendResult {
        let entry = EventEntry(event, fingerprint: fingerprint)
        let result = try await write { (tables: JournalTables) throws(JournalError) in
            try tables.append(entry)
        }
        if case .accepted = result { wakeup.yield() }
        return result
    }

    // MARK: Rules

    package func unplanned(
        limit: Int, buried: (@Sendable (String) -> Void)?
    ) throws(JournalError) -> [StoredEvent] {
        try openTables().unplanned(limit: limit, buried: buried)
    }

    package nonisolated func recordPlans(
        through sequence: Int64, _ deliveries: [NewDelivery], news: [EventNews],
        stories: [StoryBeginning], snapshots: [SnapshotSighting], now: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            for delivery in deliveries { try tables.insert(delivery, dueAt: now) }
            for item in news { try tables.keep(item, now: now) }
            try tables.begin(stories)
            for snapshot in snapshots { try tables.keep(snapshot) }
            try tables.setPlanned(through: sequence)
        }
    }

    // MARK: Retention

    package func purge(before cutoff: Timestamp) async throws(JournalError) -> Int {
        var removed = try purgeNext(before: cutoff)
        // Nobody waits for a backlog of which nothing can go.
        while removed == 0, purgePlace != .start, !Task.isCancelled {
            await Task.yield()
            removed = try purgeNext(before: cutoff)
        }
        let given = try inBatch(\.given) { (tables, limit) throws(JournalError) in
            try tables.giveBack(pages: limit)
        }
        return removed + given
    }

    private func purgeNext(before cutoff: Timestamp) throws(JournalError) -> Int {
        var batch = PurgeBatch()
        let removed = try inBatch(\.purged) { [purgePlace] (tables, limit) throws(JournalError) in
            batch = try tables.purge(before: cutoff, after: purgePlace, limit: limit)
            return batch.removed
        }
        purgePlace = batch.next ?? .start
        return removed
    }

    /// A transaction of its own, whose size depends on how long the last one took.
    private func inBatch(
        _ pace: WritableKeyPath<Paces, BatchPace>,
        _ body: (JournalTables, Int) throws(JournalError) -> Int
    ) throws(JournalError) -> Int {
        let limit = paces[keyPath: pace].count
        var done = 0
        var spent = Duration.zero
        try openTables().transaction { (tables: JournalTables) throws(JournalError) in
            // Without the commit, which takes its time however little there is in it.
            let start = ContinuousClock.now
            done = try body(tables, limit)
            spent = start.duration(to: .now)
        }
        // A batch that had less to do tells nothing of a full one.
        if done >= limit { paces[keyPath: pace].adapt(to: spent) }
        startCheckpoint()
        return done
    }

    /// Events, and pages of the file.
    private struct Paces {
        var purged = BatchPace(64, in: 16...512)
        var given = BatchPace(64, in: 16...512)
    }

    // MARK: Checkpoints

    private func startCheckpoint() {
        guard let tables, turn.starts(pages: tables.connection.logPages()) else { return }
        checkpoint.start {
            self.executor.async { self.assumeIsolated { $0.endCheckpoint() } }
        }
    }

    private func endCheckpoint() {
        tables?.finishCheckpoint()
        turn.end()
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
        startCheckpoint()
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

import Cryptography
import Events
import JSON
import Lifecycle
import SQLite

/// The journal's state on disk and what is remembered of it. Everything happens on the journal's
/// queue, and every change inside `transaction`.
final class JournalTables {
    private let lock: JournalLock
    let connection: Connection
    let events: EventTable
    let deliveries: DeliveryTable
    let removal: DeliveryRemoval
    let dues: DueTable
    let follows: FollowTable
    let calls: CallTable
    let outbox: OutboxTable
    let destinations: DestinationTable
    let snapshots: ProgressTable
    let queueMax: Int64
    let redrives: RedriveTable

    /// The counters that a transaction moves; a rollback moves them back.
    struct Marks {
        var lastSequence: Int64 = 0
        var plannedThrough: Int64 = 0
        var openDeliveries: Int64 = 0
        /// How many of `released` there are.
        var released = 0
    }

    var marks = Marks()
    private var planSequences: [[UInt8]: Int64] = [:]
    private var plans: [Int64: PlannedDelivery] = [:]
    var recent = RecentEvents()
    var leased: Set<Int64> = []
    /// Deliveries whose end cannot be written either, because their page is damaged: left alone
    /// until the next opening.
    private var unreadable: Set<Int64> = []
    /// Those of `leased` whose step coalesces: only their records have to look for a claim.
    var claimants: Set<Int64> = []
    /// The destination of those of `leased` that have a row in the outbox: only their records have
    /// to look for it.
    var queued: [Int64: String] = [:]
    /// Those of `leased` whose message is in no queue yet.
    var unqueued: Set<Int64> = []
    /// Leases that the commit gives back.
    var released: [Int64] = []
    /// Commits since the opening.
    private(set) var commits = 0

    private static let cachedPlansMax = 1024

    init(path: String, queueMax: Int64) throws(JournalError) {
        self.queueMax = queueMax
        connection = try journaled { () throws(SQLiteError) in try Connection(path: path) }
        // From the first look on: after a crash another program's look brings the log in order
        // (SQLITE_BUSY_RECOVERY, https://sqlite.org/rescode.html#busy_recovery).
        connection.setBusyTimeout(milliseconds: JournalSchema.busyMilliseconds)
        lock = try JournalLock(of: connection)
        try JournalSchema.prepare(connection)
        connection.countLogPages()
        events = try Self.table(EventTable.init, on: connection)
        deliveries = try Self.table(DeliveryTable.init, on: connection)
        removal = try Self.table(DeliveryRemoval.init, on: connection)
        let dues = try Self.table(DueTable.init, on: connection)
        self.dues = dues
        follows = try Self.table(
            { connection throws(SQLiteError) in try FollowTable(connection, dues: dues) },
            on: connection)
        calls = try Self.table(CallTable.init, on: connection)
        outbox = try Self.table(
            { connection throws(SQLiteError) in try OutboxTable(connection, dues: dues) },
            on: connection)
        destinations = try Self.table(DestinationTable.init, on: connection)
        snapshots = try Self.table(ProgressTable.init, on: connection)
        redrives = try Self.table(RedriveTable.init, on: connection)
        try journaled { () throws(SQLiteError) in
            marks.lastSequence = try events.lastSequence()
            marks.plannedThrough = try events.plannedThrough()
            marks.openDeliveries = try deliveries.openCount()
        }
    }

    private static func table<Table>(
        _ prepare: (borrowing Connection) throws(SQLiteError) -> Table,
        on connection: borrowing Connection
    ) throws(JournalError) -> Table {
        do { return try prepare(connection) } catch { throw JournalError(error) }
    }

    /// Brings the log into the file and empties it. A failure loses nothing: the next opening reads
    /// the log.
    func checkpoint() {
        // A reader in the middle of its page is not worth waiting long for.
        connection.setBusyTimeout(milliseconds: 1_000)
        try? connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// Brings into the file what commits have left in the log since the checkpoint, so that the
    /// next commit can begin the log anew.
    func finishCheckpoint() { try? connection.execute(Checkpoint.statement) }

    /// The largest size of the file, in pages: how tests fill a disk.
    func limitPages(_ pages: Int) throws(JournalError) {
        try execute("PRAGMA max_page_count = \(pages)")
    }

    func execute(_ sql: String) throws(JournalError) {
        do { try connection.execute(sql) } catch { throw JournalError(error) }
    }
}

// MARK: Transactions

extension JournalTables {
    /// Whether a transaction is open. Some errors end it by themselves
    /// (https://sqlite.org/lang_transaction.html).
    var isInTransaction: Bool { connection.isInTransaction() }

    /// All or nothing: an error of `body` or of the commit leaves disk and memory as they were.
    func transaction(
        _ body: (JournalTables) throws(JournalError) -> Void
    ) throws(JournalError) {
        let before = marks
        do throws(JournalError) {
            try execute("BEGIN IMMEDIATE")
            try body(self)
            try execute("COMMIT")
        } catch {
            if isInTransaction { try? connection.execute("ROLLBACK") }
            restore(before)
            // What waits in the log may have room in the file, and then the log begins anew.
            if error.isForRoom { finishCheckpoint() }
            throw error
        }
        commits += 1
        for delivery in released { release(delivery) }
        released.removeAll(keepingCapacity: true)
        marks.released = 0
    }

    /// A part of a transaction that is undone alone.
    func savepoint(
        _ body: (JournalTables) throws(JournalError) -> Void
    ) throws(JournalError) {
        let before = marks
        try execute("SAVEPOINT one")
        do throws(JournalError) { try body(self) } catch {
            restore(before)
            // Half a write must not be committed: without its savepoint, everything goes.
            if isInTransaction, (try? connection.execute("ROLLBACK TO one")) == nil {
                try? connection.execute("ROLLBACK")
            }
            if isInTransaction { try execute("RELEASE one") }
            throw error
        }
        try execute("RELEASE one")
    }

    private func restore(_ before: Marks) {
        marks = before
        released.removeLast(released.count - before.released)
        recent.forget(after: before.lastSequence)
        planSequences.removeAll()
    }
}

// MARK: Events

extension JournalTables {
    func append(_ entry: EventEntry) throws(JournalError) -> AppendResult {
        let isFull = isFull
        let sequence = marks.lastSequence + 1
        let known = try journaled { () throws(SQLiteError) in
            !isFull
                ? try events.insert(entry, sequence: sequence, on: connection)
                : try events.known(entry)
        }
        if let known { return .duplicate(id: known) }
        guard !isFull else { throw overload }
        marks.lastSequence = sequence
        recent.append(
            StoredEvent(sequence: sequence, event: entry.event),
            byteCount: entry.document.utf8.count)
        return .accepted(id: entry.event.intake.id)
    }

    /// Whether too much waits for another event to be taken.
    var isFull: Bool {
        marks.openDeliveries + marks.lastSequence - marks.plannedThrough >= queueMax
    }
}

// MARK: Deliveries

extension JournalTables {
    func insert(_ delivery: NewDelivery, dueAt: Timestamp) throws(JournalError) {
        try journaled { () throws(SQLiteError) in
            let plan = try planSequence(of: delivery.plan)
            try deliveries.insert(delivery, planSequence: plan, dueAt: dueAt)
            marks.openDeliveries += 1
        }
    }

    /// Takes back a delivery that was never tried.
    func drop(_ step: DueStep) throws(JournalError) {
        let delivery = step.deliverySequence
        let plan = try journaled { () throws(SQLiteError) in
            try removal.untriedPlan(of: delivery, id: step.deliveryID)
        }
        guard let plan else {
            throw JournalError(.damaged, "delivery \(delivery) cannot be taken back any more")
        }
        try journaled { () throws(SQLiteError) in
            if step.coalesces {
                try calls.giveUp(
                    delivery: delivery, position: step.position, now: step.firstDueAt)
                try calls.stopWaiting(delivery, now: step.firstDueAt)
            }
            if try removal.delete(delivery, plan: plan, on: connection) { forgetPlans() }
        }
        try settle([queued[delivery]], now: step.firstDueAt)
        marks.openDeliveries -= 1
        releaseAtCommit(delivery)
    }

    /// Bytes of events that one lease reads, but for the last: intake waits meanwhile.
    static let leaseBytesMax = 4 << 20

    /// Hands out the due steps of these deliveries, until it has read enough.
    func lease(
        _ due: [Int64], now: Timestamp, buried: (String) -> Void
    ) throws(JournalError) -> LeasedSteps {
        var steps: [DueStep] = []
        var byteCount = 0
        var looked = 0
        for sequence in due where byteCount < Self.leaseBytesMax {
            looked += 1
            do throws(JournalError) {
                guard let step = try step(sequence, now: now, buried: buried) else { continue }
                steps.append(step)
                byteCount += step.byteCount
            } catch {
                guard error.code == .damaged else { throw error }
                unreadable.insert(sequence)
                buried("delivery \(sequence)")
            }
        }
        for step in steps {
            leased.insert(step.deliverySequence)
            if step.coalesces { claimants.insert(step.deliverySequence) }
            if step.isUnqueuedMessage { unqueued.insert(step.deliverySequence) }
        }
        return LeasedSteps(steps: steps, mayHaveMore: looked < due.count)
    }

    /// Deliveries with a due step that nobody has, the longest due first.
    func unleased(at now: Timestamp, limit: Int) throws(JournalError) -> [Int64] {
        let due = try journaled { () throws(SQLiteError) in
            try deliveries.due(at: now, limit: leased.count + unreadable.count + limit)
        }
        return Array(
            due.lazy.filter { !self.leased.contains($0) && !self.unreadable.contains($0) }
                .prefix(limit))
    }

    /// Nil for a delivery that has ended because what it needs cannot be read.
    private func step(
        _ sequence: Int64, now: Timestamp, buried: (String) -> Void
    ) throws(JournalError) -> DueStep? {
        let row = try journaled { () throws(SQLiteError) in try deliveries.row(sequence) }
        guard let row else { return nil }
        do throws(JournalError) { return try dueStep(row) } catch {
            guard error.code == .damaged else { throw error }
            try bury(row, error, now: now)
            buried(row.eventID)
            return nil
        }
    }

    func begin(
        _ step: DueStep, number: Int, input: String, at now: Timestamp
    ) throws(JournalError) {
        let delivery = step.deliverySequence
        let position = step.position
        try moveDelivery(delivery, from: position, .running, to: position, dueAt: now)
        try journaled { () throws(SQLiteError) in
            try deliveries.setStep(
                delivery: delivery, position: position, status: .running, result: nil)
            try deliveries.setInput(delivery: delivery, position: position, input)
            try deliveries.openAttempt(
                delivery: delivery, position: position, number: number, at: now)
        }
    }

    func record(_ record: StepRecord, now: Timestamp) throws(JournalError) {
        let delivery = record.deliverySequence
        try journaled { () throws(SQLiteError) in
            try deliveries.closeAttempt(
                delivery: delivery, position: record.position, record.attempt)
            if let input = record.input {
                try deliveries.setMissingInput(
                    delivery: delivery, position: record.position, input.serialized())
            }
            if let failure = record.failure {
                try deliveries.setFailure(delivery, failure.serialized())
            }
            for key in record.causes {
                try follows.insertCaused(key, by: delivery)
                try destinations.begin(StoryBeginning(key: key, at: record.attempt.startedAt))
            }
            if claimants.contains(delivery) { try settleCall(of: record, now: now) }
        }
        try apply(record, now: now)
        releaseAtCommit(delivery)
        try settleMessage(of: record, now: now)
        if let announcement = record.announcement { try insert(announcement, dueAt: now) }
    }

    private func apply(_ record: StepRecord, now: Timestamp) throws(JournalError) {
        let delivery = record.deliverySequence
        let position = record.position
        switch record.transition {
        case .follow(let following, let result, let deadline, let pollAt):
            try setStep(record, .following, result)
            let news = try journaled { () throws(SQLiteError) in
                try follows.news(of: following.key)
            }
            let dueAt = news == nil ? deadline : now
            try moveDelivery(delivery, from: position, .following, to: position, dueAt: dueAt)
            try follow(delivery, following, news: news, deadline: deadline, pollAt: pollAt)
        case .wait(let until):
            try setStep(record, .pending, nil)
            try journaled { () throws(SQLiteError) in
                try dues.limitFirstDue(delivery, at: position, now)
            }
            try moveDelivery(delivery, from: position, .pending, to: position, dueAt: until)
        case .move(let status, let result, let next):
            try setStep(record, status, result)
            try journaled { () throws(SQLiteError) in
                try deliveries.insertStep(delivery: delivery, position: next, dueAt: now)
            }
            try moveDelivery(delivery, from: position, .pending, to: next, dueAt: now)
        case .end(let status, let result, let deliveryStatus):
            try setStep(record, status, result)
            try moveDelivery(delivery, from: position, deliveryStatus, to: position, dueAt: nil)
            marks.openDeliveries -= 1
        }
    }

    private func setStep(
        _ record: StepRecord, _ status: DeliveryStatus, _ result: JSONValue?
    ) throws(JournalError) {
        try journaled { () throws(SQLiteError) in
            try deliveries.setStep(
                delivery: record.deliverySequence, position: record.position, status: status,
                result: result?.serialized())
        }
    }

    /// Only from the step at which the delivery stands: what is recorded twice, or too late, must
    /// not move it.
    ///
    /// A following step leaves what it follows. The rare case comes second, so that nothing is
    /// asked about followers for the others.
    func moveDelivery(
        _ delivery: Int64, from position: Int, _ status: DeliveryStatus, to next: Int,
        dueAt: Timestamp?
    ) throws(JournalError) {
        for isFollowing in [false, true] {
            try journaled { () throws(SQLiteError) in
                if isFollowing { try follows.leave(delivery) }
                try deliveries.setDelivery(
                    delivery, at: position, isFollowing: isFollowing, status: status, next: next,
                    dueAt: dueAt)
            }
            if connection.changes() == 1 { return }
        }
        throw Self.elsewhere(delivery, position)
    }

    static func elsewhere(_ delivery: Int64, _ position: Int) -> JournalError {
        JournalError(
            .damaged, "delivery \(delivery) does not stand at its step \(position) any more")
    }

    /// Ends a delivery that cannot be read.
    private func bury(
        _ row: DueRow, _ error: JournalError, now: Timestamp
    ) throws(JournalError) {
        let failure: JSONValue = [
            "reason": .string(FailureReason.invalidInput.rawValue),
            "message": .string(error.message),
        ]
        try transaction { (tables: JournalTables) throws(JournalError) in
            try tables.moveDelivery(
                row.sequence, from: row.position, .dead, to: row.position, dueAt: nil)
            try journaled { () throws(SQLiteError) in
                try tables.deliveries.setFailure(row.sequence, failure.serialized())
                try tables.calls.giveUp(
                    delivery: row.sequence, position: row.position, now: now)
                try tables.calls.stopWaiting(row.sequence, now: now)
            }
            try tables.leaveQueue(row.sequence, now: now)
            tables.marks.openDeliveries -= 1
        }
    }
}

// MARK: Reading steps

extension JournalTables {
    private func planSequence(of plan: PlannedDelivery) throws(SQLiteError) -> Int64 {
        let text = plan.json.serialized()
        let digest = Digest.digest(Array(text.utf8), .sha256)
        if let known = planSequences[digest] { return known }
        let sequence = try deliveries.planSequence(digest: digest, text: text)
        if planSequences.count >= Self.cachedPlansMax { planSequences.removeAll() }
        planSequences[digest] = sequence
        return sequence
    }

    func forgetPlans() {
        planSequences.removeAll()
        plans.removeAll()
    }

    func plan(_ sequence: Int64) throws(JournalError) -> PlannedDelivery {
        if let known = plans[sequence] { return known }
        let text = try journaled { () throws(SQLiteError) in
            try deliveries.plan(sequence)
        }
        let value = try JSONValue(kept: text ?? "", as: "plan \(sequence)")
        guard let plan = PlannedDelivery(json: value) else {
            throw JournalError(.damaged, "plan \(sequence) of the journal is not a plan")
        }
        if plans.count >= Self.cachedPlansMax { plans.removeAll() }
        plans[sequence] = plan
        return plan
    }

    private func dueStep(_ row: DueRow) throws(JournalError) -> DueStep {
        let plan = try plan(row.planSequence)
        let event = try Event(kept: row.document, row.eventSequence)
        let position = row.position
        let (step, attempt, results) = try journaled { () throws(SQLiteError) in
            (
                try deliveries.step(delivery: row.sequence, position: position),
                try deliveries.lastAttempt(delivery: row.sequence, position: position),
                try deliveries.results(delivery: row.sequence)
            )
        }
        guard let step, (0..<plan.steps.count + plan.onFailure.count).contains(position) else {
            throw JournalError(.damaged, "delivery \(row.sequence) has no step \(position)")
        }
        var due = DueStep(
            deliverySequence: row.sequence, deliveryID: row.id, eventSequence: row.eventSequence,
            event: event, plan: plan, position: position,
            results: try Self.resultsByID(results.filter { $0.position != position }, plan),
            input: try JSONValue?(kept: step.input, as: "an input"), firstDueAt: step.firstDueAt,
            attempts: attempt.number, isInDoubt: attempt.isOpen,
            failure: try JSONValue?(kept: row.failure, as: "a failure"),
            followed: row.isFollowing
                ? try followed(
                    row.sequence, result: results.first { $0.position == position }?.text) : nil)
        due.firstAttemptAt = attempt.firstAt
        due.lastCall = try due.lastCall(of: results)
        if case .notify = due.step.action { due.turn = try turn(of: row.sequence) }
        return due
    }

    private static func resultsByID(
        _ results: [StepResult], _ plan: PlannedDelivery
    ) throws(JournalError) -> JSONObject {
        let steps = plan.steps + plan.onFailure
        var object = JSONObject()
        for result in results where steps.indices.contains(result.position) {
            guard let id = steps[result.position].id else { continue }
            object[id] = try JSONValue(kept: result.text, as: "a result")
        }
        return object
    }
}

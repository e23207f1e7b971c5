import Cryptography
import Events
import JSON
import Lifecycle
import SQLite

/// The journal's state on disk and what is remembered of it. Everything happens inside
/// `transaction`, on the journal's queue.
final class JournalTables {
    private let connection: Connection
    private let events: EventTable
    private let deliveries: DeliveryTable
    private let queueMax: Int64

    // What memory knows of the disk; read anew after a rollback.
    private var lastSequence: Int64 = 0
    private var plannedThrough: Int64 = 0
    private var openDeliveries: Int64 = 0
    private var planSequences: [[UInt8]: Int64] = [:]
    private var plans: [Int64: PlannedDelivery] = [:]
    private var recent = RecentEvents()
    private var leased: Set<Int64> = []

    private static let cachedPlansMax = 1024
    private static let purgedEventsMax = 200

    init(path: String, queueMax: Int64) throws(JournalError) {
        self.queueMax = queueMax
        connection = try journaled { () throws(SQLiteError) in try Connection(path: path) }
        try JournalSchema.prepare(connection)
        events = try Self.table(EventTable.init, on: connection)
        deliveries = try Self.table(DeliveryTable.init, on: connection)
        try reload()
    }

    private static func table<Table>(
        _ prepare: (borrowing Connection) throws(SQLiteError) -> Table,
        on connection: borrowing Connection
    ) throws(JournalError) -> Table {
        do { return try prepare(connection) } catch { throw JournalError(error) }
    }

    private func reload() throws(JournalError) {
        recent.clear()
        planSequences.removeAll()
        plans.removeAll()
        try journaled { () throws(SQLiteError) in
            lastSequence = try events.lastSequence()
            plannedThrough = try events.plannedThrough()
            openDeliveries = try deliveries.openCount()
        }
    }

    /// All or nothing: an error of `body` or of the commit leaves the disk as it was.
    func transaction(
        _ body: (JournalTables) throws(JournalError) -> Void
    ) throws(JournalError) {
        try journaled { () throws(SQLiteError) in try connection.execute("BEGIN IMMEDIATE") }
        do {
            try body(self)
            try journaled { () throws(SQLiteError) in try connection.execute("COMMIT") }
        } catch {
            if connection.isInTransaction() { try? connection.execute("ROLLBACK") }
            try? reload()
            throw error
        }
    }
}

// MARK: Events

extension JournalTables {
    func append(_ entry: EventEntry) throws(JournalError) -> AppendResult {
        guard openDeliveries + (lastSequence - plannedThrough) < queueMax else {
            throw JournalError(.overloaded, "\(queueMax) steps and events wait already")
        }
        return try journaled { () throws(SQLiteError) in
            let sequence = lastSequence + 1
            let known = try events.insert(
                entry, sequence: sequence, on: connection)
            if let known { return .duplicate(id: known) }
            lastSequence = sequence
            recent.append(
                StoredEvent(sequence: sequence, event: entry.event),
                byteCount: entry.document.utf8.count)
            return .accepted(id: entry.event.intake.id)
        }
    }

    func unplanned(limit: Int) throws(JournalError) -> [StoredEvent] {
        guard plannedThrough < lastSequence else { return [] }
        let remembered = recent.from(plannedThrough + 1, limit: limit)
        if !remembered.isEmpty { return remembered }
        let after = plannedThrough
        let rows = try journaled { () throws(SQLiteError) in
            try events.after(after, limit: limit)
        }
        return try rows.map { (sequence, document) throws(JournalError) in
            StoredEvent(sequence: sequence, event: try Self.event(document, sequence))
        }
    }

    func setPlanned(through sequence: Int64) throws(JournalError) {
        try journaled { () throws(SQLiteError) in
            try events.setPlanned(through: sequence)
        }
        plannedThrough = sequence
        recent.forget(through: sequence)
    }

    func purge(before cutoff: Timestamp) throws(JournalError) -> Int {
        try journaled { () throws(SQLiteError) in
            let old = try events.old(
                through: plannedThrough, before: cutoff.milliseconds,
                limit: Self.purgedEventsMax)
            for event in old {
                try deliveries.deleteDeliveries(
                    ofEvent: event.sequence, on: connection)
                try events.delete(event.sequence, key: event.key)
            }
            return old.count
        }
    }

    private static func event(_ document: String, _ sequence: Int64) throws(JournalError) -> Event {
        // Accepted documents obeyed the intake's limits; here only the shape can be wrong.
        let limits = JSONLimits(bytesMax: .max, depthMax: 1024)
        guard let value = try? JSONValue(parsing: document, limits: limits),
            let event = Event(document: value)
        else { throw JournalError(.damaged, "event \(sequence) of the journal is not an event") }
        return event
    }
}

// MARK: Deliveries

extension JournalTables {
    func insert(_ delivery: NewDelivery, dueAt: Timestamp) throws(JournalError) {
        try journaled { () throws(SQLiteError) in
            let plan = try planSequence(of: delivery.plan)
            try deliveries.insert(delivery, planSequence: plan, dueAt: dueAt)
            openDeliveries += 1
        }
    }

    func lease(now: Timestamp, limit: Int) throws(JournalError) -> [DueStep] {
        let taken = leased.count
        let rows = try journaled { () throws(SQLiteError) in
            try deliveries.due(at: now, limit: taken + limit)
        }
        var steps: [DueStep] = []
        for row in rows where !leased.contains(row.sequence) && steps.count < limit {
            steps.append(try dueStep(row))
        }
        leased.formUnion(steps.map(\.deliverySequence))
        return steps
    }

    func release(_ delivery: Int64) { leased.remove(delivery) }

    func nextDue(after now: Timestamp) throws(JournalError) -> Timestamp? {
        try journaled { () throws(SQLiteError) in
            try deliveries.nextDue(after: now)
        }
    }

    func begin(
        _ step: DueStep, number: Int, input: String, at now: Timestamp
    ) throws(JournalError) {
        let delivery = step.deliverySequence
        let position = step.position
        try journaled { () throws(SQLiteError) in
            try deliveries.setStep(delivery: delivery, position: position, status: .running, result: nil)
            try deliveries.setInput(delivery: delivery, position: position, input)
            try deliveries.setDelivery(delivery, status: .running, position: position, dueAt: now)
            try deliveries.openAttempt(delivery: delivery, position: position, number: number, at: now)
        }
    }

    func record(_ record: StepRecord, now: Timestamp) throws(JournalError) {
        try journaled { () throws(SQLiteError) in
            try deliveries.closeAttempt(
                delivery: record.deliverySequence, position: record.position, record.attempt)
            if let failure = record.failure {
                try deliveries.setFailure(record.deliverySequence, failure.serialized())
            }
            try apply(record, now: now)
        }
        if let announcement = record.announcement { try insert(announcement, dueAt: now) }
        leased.remove(record.deliverySequence)
    }

    private func apply(_ record: StepRecord, now: Timestamp) throws(SQLiteError) {
        let delivery = record.deliverySequence
        let position = record.position
        switch record.transition {
        case .wait(let until):
            try deliveries.setStep(
                delivery: delivery, position: position, status: .pending, result: nil)
            try deliveries.setDelivery(
                delivery, status: .pending, position: position, dueAt: until)
        case .move(let status, let result, let next):
            try deliveries.setStep(
                delivery: delivery, position: position, status: status,
                result: result?.serialized())
            try deliveries.insertStep(delivery: delivery, position: next, dueAt: now)
            try deliveries.setDelivery(delivery, status: .pending, position: next, dueAt: now)
        case .end(let status, let result, let deliveryStatus):
            try deliveries.setStep(
                delivery: delivery, position: position, status: status,
                result: result?.serialized())
            try deliveries.setDelivery(
                delivery, status: deliveryStatus, position: position, dueAt: nil)
            openDeliveries -= 1
        }
    }

    private func planSequence(of plan: PlannedDelivery) throws(SQLiteError) -> Int64 {
        let text = plan.json.serialized()
        let digest = Digest.digest(Array(text.utf8), .sha256)
        if let known = planSequences[digest] { return known }
        let sequence = try deliveries.planSequence(digest: digest, text: text)
        if planSequences.count >= Self.cachedPlansMax { planSequences.removeAll() }
        planSequences[digest] = sequence
        return sequence
    }

    private func plan(_ sequence: Int64) throws(JournalError) -> PlannedDelivery {
        if let known = plans[sequence] { return known }
        let text = try journaled { () throws(SQLiteError) in
            try deliveries.plan(sequence)
        }
        guard let text, let value = try? JSONValue(parsing: text),
            let plan = PlannedDelivery(json: value)
        else { throw JournalError(.damaged, "plan \(sequence) of the journal is not a plan") }
        if plans.count >= Self.cachedPlansMax { plans.removeAll() }
        plans[sequence] = plan
        return plan
    }

    private func dueStep(_ row: DueRow) throws(JournalError) -> DueStep {
        let plan = try plan(row.planSequence)
        let event = try Self.event(row.document, row.eventSequence)
        return try journaled { () throws(SQLiteError) in
            let step = try deliveries.step(delivery: row.sequence, position: row.position)
            let attempt = try deliveries.lastAttempt(
                delivery: row.sequence, position: row.position)
            let results = try deliveries.results(delivery: row.sequence)
            return DueStep(
                deliverySequence: row.sequence, deliveryID: row.id,
                eventSequence: row.eventSequence, event: event, plan: plan,
                position: row.position, results: Self.resultsByID(results, plan),
                input: step?.input.flatMap { try? JSONValue(parsing: $0) },
                firstDueAt: step?.firstDueAt ?? Timestamp(milliseconds: 0),
                attempts: attempt.number, isInDoubt: attempt.isOpen,
                failure: row.failure.flatMap { try? JSONValue(parsing: $0) })
        }
    }

    private static func resultsByID(
        _ results: [(position: Int, text: String)], _ plan: PlannedDelivery
    ) -> JSONObject {
        let steps = plan.steps + plan.onFailure
        var object = JSONObject()
        for result in results where steps.indices.contains(result.position) {
            guard let id = steps[result.position].id else { continue }
            object[id] = (try? JSONValue(parsing: result.text)) ?? .null
        }
        return object
    }
}

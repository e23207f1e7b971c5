package import Events
import JSON
package import Lifecycle
import SQLite

/// What is known of a due step before its event is read: enough to tell where its call goes.
package struct DueGlance: Sendable {
    package let step: Step
    /// No attempt begins later than this.
    package let retriedUntil: Timestamp
    /// Whether its call has been made, and only its end is to be told.
    package let isFollowing: Bool
}

/// Steps that were handed out.
package struct LeasedSteps: Sendable {
    package let steps: [DueStep]
    /// Whether there may be more that are due.
    package let mayHaveMore: Bool
}

extension DueStep {
    /// What its event takes of memory while the step is leased, in bytes.
    package var byteCount: Int {
        event.json.bytes.count + event.json.entries.count * MemoryLayout<JSONEntry>.stride
    }

    /// No attempt begins later than this.
    package var retriedUntil: Timestamp {
        firstDueAt.adding(milliseconds: step.retry.forMilliseconds)
    }
}

extension JournalTables {
    /// Steps that one lease puts off at most: intake waits for their commit.
    static let putOffMax = 512

    func lease(
        now: Timestamp, limit: Int, gate: (DueGlance) -> Timestamp?, buried: (String) -> Void
    ) throws(JournalError) -> LeasedSteps {
        let lookedMax = max(limit, Self.putOffMax)
        let due = try unleased(at: now, limit: lookedMax)
        var free: [Int64] = []
        var putOff: [(delivery: Int64, until: Timestamp)] = []
        for delivery in due where free.count < limit && putOff.count < Self.putOffMax {
            if let glance = try glance(at: delivery), let until = gate(glance) {
                putOff.append((delivery, until))
            } else {
                free.append(delivery)
            }
        }
        if !putOff.isEmpty {
            try transaction { (tables: JournalTables) throws(JournalError) in
                try journaled { () throws(SQLiteError) in
                    for (delivery, until) in putOff {
                        try tables.dues.set(delivery, until)
                    }
                }
            }
        }
        let leased = try lease(free, now: now, buried: buried)
        let hasSeenAll = due.count < lookedMax && free.count + putOff.count == due.count
        return LeasedSteps(
            steps: leased.steps, mayHaveMore: leased.mayHaveMore || !hasSeenAll)
    }

    func release(_ delivery: Int64) {
        leased.remove(delivery)
        claimants.remove(delivery)
        unqueued.remove(delivery)
        queued[delivery] = nil
    }

    /// Whether its attempt may be under way. A lease that the commit gives back is none.
    func isLeased(_ delivery: Int64) -> Bool {
        leased.contains(delivery) && !released.contains(delivery)
    }

    /// Gives the lease back with the commit.
    func releaseAtCommit(_ delivery: Int64) {
        released.append(delivery)
        marks.released += 1
    }

    /// Takes back the `releaseAtCommit` just before.
    func keepLease() {
        released.removeLast()
        marks.released -= 1
    }

    func nextDue(after now: Timestamp) throws(JournalError) -> Timestamp? {
        try journaled { () throws(SQLiteError) in
            try deliveries.nextDue(after: now)
        }
    }

    /// Nil for what cannot be read: that is not the gate's business.
    private func glance(at delivery: Int64) throws(JournalError) -> DueGlance? {
        let row = try journaled { () throws(SQLiteError) in try dues.glance(delivery) }
        guard let row, let plan = try? plan(row.planSequence) else { return nil }
        let steps = plan.steps + plan.onFailure
        guard steps.indices.contains(row.position) else { return nil }
        let step = steps[row.position]
        return DueGlance(
            step: step,
            retriedUntil: row.firstDueAt.adding(milliseconds: step.retry.forMilliseconds),
            isFollowing: row.isFollowing)
    }
}

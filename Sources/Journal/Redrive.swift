package import Events
import Lifecycle
import SQLite

/// What became of the wish to redrive a delivery.
package enum RedriveAnswer: Sendable, Hashable {
    /// It is due, at the step that failed. `event` is the event's intake id.
    case redriven(event: String)
    /// It has not failed: nothing is changed.
    case notDead(DeliveryStatus)
    /// There is no such delivery.
    case unknown
}

extension JournalTables {
    func redrive(_ id: String, now: Timestamp) throws(JournalError) -> RedriveAnswer {
        let row = try journaled { () throws(SQLiteError) in try redrives.row(id) }
        guard let row else { return .unknown }
        guard row.status == .dead || row.status == .uncertain else { return .notDead(row.status) }
        let plan = try plan(row.planSequence)
        let (delivery, count) = (row.sequence, plan.steps.count)
        let position = try journaled { () throws(SQLiteError) in
            try redrives.lastStep(of: delivery, before: count)
        }
        guard let position, position < count else {
            throw JournalError(.damaged, "delivery \(id) has no step to go back to")
        }
        try letGoOfAll(delivery, position, now: now)
        try journaled { () throws(SQLiteError) in
            try redrives.putBack(delivery, at: position, stepCount: count, now: now)
            // Whoever redrives a message may have brought its destination back.
            if case .notify = plan.steps[position].action { try destinations.forgetAsking() }
        }
        marks.openDeliveries += 1
        return .redriven(event: row.eventID)
    }

    /// A delivery that has ended holds nothing; what damage has left would stand in its way, or in
    /// that of others.
    private func letGoOfAll(
        _ delivery: Int64, _ position: Int, now: Timestamp
    ) throws(JournalError) {
        try journaled { () throws(SQLiteError) in
            try follows.leave(delivery)
            try calls.giveUp(delivery: delivery, position: position, now: now)
            try calls.stopWaiting(delivery, now: now)
            try redrives.forgetCalls(of: delivery, at: position)
        }
        try leaveQueue(delivery, now: now)
    }
}

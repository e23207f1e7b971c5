import Lifecycle
import SQLite

/// What a part of a sweep for old events has done.
struct PurgeBatch: Equatable {
    /// Events, and what else is old.
    var removed = 0
    /// Where the sweep goes on; nil when it is through.
    var next: PurgePlace?
}

// MARK: Retention

extension JournalTables {
    /// Free pages that the file keeps: what comes next needs them again. One in eight, and 1 MiB.
    private static let freePagesShare: Int64 = 8
    private static let freePagesMin: Int64 = 256

    /// Events that one batch looks at: most of them may be open.
    static let purgeLookedMax = 512

    /// Removes up to `limit` events that are over, and as much of what was told and begun; goes on
    /// at that place, `purgeLookedMax` events at most.
    func purge(
        before cutoff: Timestamp, after place: PurgePlace, limit: Int
    ) throws(JournalError) -> PurgeBatch {
        try journaled { () throws(SQLiteError) in
            let old = try events.old(
                after: place, plannedThrough: marks.plannedThrough, before: cutoff.milliseconds,
                limit: Self.purgeLookedMax)
            var batch = PurgeBatch()
            if old.count == Self.purgeLookedMax { batch.next = old.last?.place }
            for event in old where event.isOver {
                guard batch.removed < limit else {
                    batch.next = event.place.before
                    break
                }
                let sequence = event.place.sequence
                if try removal.deleteDeliveries(ofEvent: sequence, on: connection) {
                    forgetPlans()
                }
                try events.delete(sequence, keys: event.keys)
                batch.removed += 1
            }
            batch.removed += try destinations.purge(before: cutoff, limit: limit, on: connection)
            return batch
        }
    }

    /// Gives up to `limit` pages back to the disk that the file does not need soon; returns how
    /// many (https://sqlite.org/pragma.html#pragma_incremental_vacuum).
    func giveBack(pages limit: Int) throws(JournalError) -> Int {
        let (free, all) = try journaled { () throws(SQLiteError) in
            (
                try Statement("PRAGMA freelist_count", on: connection).first { $0.integer(0) } ?? 0,
                try Statement("PRAGMA page_count", on: connection).first { $0.integer(0) } ?? 0
            )
        }
        let spare = free - max(all / Self.freePagesShare, Self.freePagesMin)
        guard spare > 0 else { return 0 }
        let count = min(Int(spare), limit)
        try execute("PRAGMA incremental_vacuum(\(count))")
        return count
    }
}

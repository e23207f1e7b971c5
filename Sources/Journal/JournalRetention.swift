import Lifecycle
import SQLite

// MARK: Retention

extension JournalTables {
    /// Free pages that the file keeps: what comes next needs them again. One in eight, and 1 MiB.
    private static let freePagesShare: Int64 = 8
    private static let freePagesMin: Int64 = 256

    /// Removes up to `limit` events, and as much of what was told and begun.
    func purge(before cutoff: Timestamp, limit: Int) throws(JournalError) -> Int {
        try journaled { () throws(SQLiteError) in
            let old = try events.old(
                through: marks.plannedThrough, before: cutoff.milliseconds, limit: limit)
            for event in old {
                if try removal.deleteDeliveries(ofEvent: event.sequence, on: connection) {
                    forgetPlans()
                }
                try events.delete(event.sequence, keys: event.keys)
            }
            let others = try destinations.purge(before: cutoff, limit: limit, on: connection)
            return old.count + others
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

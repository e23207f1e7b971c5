package import Lifecycle
import SQLite

// MARK: A clock that was set

extension SQLiteJournal {
    /// Moves the deadlines of everything that follows by what the clock was set, and the next
    /// questions for news, so that as much of them is left as before.
    ///
    /// - Parameter milliseconds: negative for a clock that was set back.
    package nonisolated func moveDeadlines(
        by milliseconds: Int64
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try journaled { () throws(SQLiteError) in
                try tables.dues.moveDeadlines(by: milliseconds)
            }
        }
    }

    /// Makes steps due now that wait for a time beyond `latest`, except those whose message queues
    /// and those that follow: a clock that was set back since would leave them there. Some at a
    /// time; returns how many.
    package nonisolated func recallParked(
        beyond latest: Timestamp, now: Timestamp
    ) async throws(JournalError) -> Int {
        try await write { (tables: JournalTables) throws(JournalError) in
            try journaled { () throws(SQLiteError) in
                try tables.dues.recall(beyond: latest, now: now, on: tables.connection)
            }
        }
    }
}

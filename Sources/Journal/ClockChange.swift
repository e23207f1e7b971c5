package import Lifecycle
import SQLite

// MARK: A clock that was set

extension SQLiteJournal {
    /// What `StepJournal` says.
    package nonisolated func moveDeadlines(
        by milliseconds: Int64
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try journaled { () throws(SQLiteError) in
                try tables.dues.moveDeadlines(by: milliseconds)
            }
        }
    }

    /// What `StepJournal` says.
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

package import Events
package import Lifecycle

extension SQLiteJournal {
    package func duePolls(
        now: Timestamp, limit: Int, except open: Set<String>,
        buried: @Sendable (String) -> Void
    ) throws(JournalError) -> [DuePoll] {
        try openTables().duePolls(now: now, limit: limit, except: open, buried: buried)
    }

    package func nextPoll() throws(JournalError) -> Timestamp? {
        try openTables().nextPoll()
    }

    package nonisolated func recordPoll(
        _ poll: DuePoll, news: [Int64: News], next: Timestamp, now: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.recordPoll(poll, news: news, next: next, now: now)
        }
    }

    package nonisolated func putOff(
        _ poll: DuePoll, until: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.putOff(poll, until: until)
        }
    }
}

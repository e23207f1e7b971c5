extension SQLiteJournal: WatchedJournal {
    package nonisolated func probe() async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.probe()
        }
    }
}

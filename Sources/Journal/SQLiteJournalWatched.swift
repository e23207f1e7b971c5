package import Events

extension SQLiteJournal: WatchedJournal {
    package nonisolated func keep(_ snapshots: [SnapshotSighting]) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            for snapshot in snapshots { try tables.keep(snapshot) }
        }
    }

    package nonisolated func probe() async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.probe()
        }
    }
}

import SQLite

/// Keeps a second program from writing the same journal, for as long as it lives. Readers do not
/// mind it.
///
/// It is SQLite's own exclusive lock, on an empty database beside the journal: an advisory lock of
/// the kernel, which ends with the process however that ends (https://sqlite.org/lockingv3.html).
final class JournalLock {
    private let connection: Connection

    /// `connection` is the journal's; its file is locked under whatever name it was opened.
    init(of journal: borrowing Connection) throws(JournalError) {
        let file = try journaled { () throws(SQLiteError) in
            try Statement("SELECT file FROM pragma_database_list", on: journal)
                .first { $0.text(0) }
        }
        guard let file, !file.isEmpty else {
            throw JournalError(.unavailable, "the journal needs a file: in memory it keeps nothing")
        }
        connection = try journaled { () throws(SQLiteError) in try Connection(path: file + ".lock")
        }
        do {
            // The lock is all that is wanted: no rollback journal appears beside it.
            try connection.execute("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE")
        } catch {
            // 5 is SQLITE_BUSY.
            guard error.primaryCode == 5 else { throw JournalError(error) }
            throw JournalError(.unavailable, "another hookferry has the journal \(file) open")
        }
    }
}

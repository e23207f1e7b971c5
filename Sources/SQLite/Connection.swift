internal import CSQLite

/// One connection to a database file. It is not Sendable: one actor or thread owns it.
@safe package struct Connection: ~Copyable {
    let raw: OpaquePointer
    /// Written by `hookferry_note_log_pages`, on the owner's thread.
    private let logPageCount: UnsafeMutablePointer<Int32>

    /// How a file is opened.
    package enum Mode: Sendable { case readWriteCreate, readOnly }

    /// Opens a file. SQLITE_OPEN_NOMUTEX: "the new database connection will use the multi-thread
    /// threading mode … as long as each thread is using a different database connection"
    /// (https://sqlite.org/c3ref/open.html); the owner keeps that promise.
    package init(path: String, mode: Mode = .readWriteCreate) throws(SQLiteError) {
        var handle: OpaquePointer?
        let access =
            mode == .readOnly
            ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let code = unsafe sqlite3_open_v2(
            path, &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard let handle = unsafe handle else {
            throw SQLiteError(code: code, message: "out of memory", sql: "open")
        }
        guard code == SQLITE_OK else {
            let message = unsafe String(cString: sqlite3_errmsg(handle))
            // "Whether or not an error occurs when it is opened, resources associated with the
            // database connection handle should be released by passing it to sqlite3_close()".
            unsafe sqlite3_close_v2(handle)
            throw SQLiteError(code: code, message: message, sql: "open \(path)")
        }
        unsafe raw = handle
        unsafe logPageCount = .allocate(capacity: 1)
        unsafe logPageCount.initialize(to: 0)
    }

    deinit {
        // close_v2 waits for statements that are not finalized yet, so the order in which the
        // owner's properties go away does not matter.
        unsafe sqlite3_close_v2(raw)
        unsafe logPageCount.deallocate()
    }

    /// Commits bring the log into the file no more, but count its pages: the owner brings it there
    /// when it suits (https://sqlite.org/c3ref/wal_hook.html).
    package borrowing func countLogPages() {
        unsafe hookferry_count_log_pages(raw, logPageCount)
    }

    /// The pages of the log after the last commit, once they are counted.
    package borrowing func logPages() -> Int { Int(unsafe logPageCount.pointee) }

    /// Runs statements that have no parameters and whose rows nobody wants.
    package borrowing func execute(_ sql: String) throws(SQLiteError) {
        let code = unsafe sqlite3_exec(raw, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, sql) }
    }

    /// Rows changed by the last INSERT, UPDATE or DELETE.
    package borrowing func changes() -> Int { Int(unsafe sqlite3_changes64(raw)) }

    /// Whether a BEGIN is open. Some errors roll back by themselves
    /// (https://sqlite.org/lang_transaction.html).
    package borrowing func isInTransaction() -> Bool { unsafe sqlite3_get_autocommit(raw) == 0 }

    /// How long a statement waits for another process's lock before SQLITE_BUSY.
    package borrowing func setBusyTimeout(milliseconds: Int32) {
        unsafe sqlite3_busy_timeout(raw, milliseconds)
    }

    /// The text of every prepared statement: how tests see which index each of them takes.
    package borrowing func statements() -> [String] {
        var texts: [String] = []
        var statement = unsafe sqlite3_next_stmt(raw, nil)
        while let found = unsafe statement {
            if let text = unsafe sqlite3_sql(found) { texts.append(unsafe String(cString: text)) }
            unsafe statement = sqlite3_next_stmt(raw, found)
        }
        return texts
    }

    borrowing func error(_ code: Int32, _ sql: String) -> SQLiteError {
        SQLiteError(code: code, message: unsafe String(cString: sqlite3_errmsg(raw)), sql: sql)
    }
}

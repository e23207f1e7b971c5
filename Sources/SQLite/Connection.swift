internal import CSQLite

/// One connection to a database file. It is not Sendable: one actor or thread owns it.
@safe package struct Connection: ~Copyable {
    let raw: OpaquePointer

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
    }

    deinit {
        // close_v2 waits for statements that are not finalized yet, so the order in which the
        // owner's properties go away does not matter.
        unsafe sqlite3_close_v2(raw)
    }

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

    borrowing func error(_ code: Int32, _ sql: String) -> SQLiteError {
        SQLiteError(code: code, message: unsafe String(cString: sqlite3_errmsg(raw)), sql: sql)
    }
}

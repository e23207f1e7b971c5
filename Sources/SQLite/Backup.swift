internal import CSQLite

extension Connection {
    /// Pages copied at a time.
    private static let pagesAtOnce: Int32 = 1_000

    /// Copies the whole database into the file at `path`, which should be empty or not there.
    ///
    /// The caller keeps a read transaction open, so that the copy is of one moment: "If the source
    /// database is modified by an external process or via a database connection other than the one
    /// being used by the backup operation, then the backup will be automatically restarted", unless
    /// this connection still sees it as it was (https://sqlite.org/c3ref/backup_finish.html). In
    /// WAL mode writers go on meanwhile.
    package borrowing func backUp(to path: String) throws(SQLiteError) {
        let copy = try Connection(path: path)
        guard let backup = unsafe sqlite3_backup_init(copy.raw, "main", raw, "main") else {
            throw copy.error("back up")
        }
        var code = SQLITE_OK
        while code == SQLITE_OK { code = unsafe sqlite3_backup_step(backup, Self.pagesAtOnce) }
        // The error, if there was one, is that of the connection that is written to, or of a step.
        let end = unsafe sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE, end == SQLITE_OK else {
            throw SQLiteError(
                code: code == SQLITE_DONE ? end : code,
                message: unsafe String(cString: sqlite3_errstr(code == SQLITE_DONE ? end : code)),
                sql: "back up")
        }
    }

    private borrowing func error(_ what: String) -> SQLiteError {
        error(unsafe sqlite3_extended_errcode(raw), what)
    }
}

import SQLite

/// Why the journal could not do what was asked.
package struct JournalError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The closed list of reasons.
    package enum Code: Sendable, Hashable {
        /// The file cannot be read or written now: full disk, lock, I/O error, closed. It may work
        /// later.
        case unavailable
        /// The queue of due steps has reached its limit.
        case overloaded
        /// The file was written by a newer program.
        case newerSchema
        /// The file holds something this program never wrote, or not what the caller takes for
        /// granted. The same again will fail again.
        case damaged
    }

    package let code: Code
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// https://sqlite.org/rescode.html: 11 is SQLITE_CORRUPT, 19 SQLITE_CONSTRAINT, 26
    /// SQLITE_NOTADB.
    init(_ error: SQLiteError) {
        self.init([11, 19, 26].contains(error.primaryCode) ? .damaged : .unavailable, "\(error)")
    }

    package var description: String { message }
}

/// Runs `body` and gives SQLite's errors the journal's type.
func journaled<Value: ~Copyable>(
    _ body: () throws(SQLiteError) -> Value
) throws(JournalError) -> Value {
    do { return try body() } catch { throw JournalError(error) }
}

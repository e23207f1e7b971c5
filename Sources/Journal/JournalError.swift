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
        /// There is nothing to go on behind: no such event or delivery, or it has been removed.
        case unknownPlace
    }

    package let code: Code
    package let message: String
    /// Whether it may work as soon as the log has been brought into the file.
    let isForRoom: Bool

    init(_ code: Code, _ message: String) {
        (self.code, self.message, isForRoom) = (code, message, false)
    }

    init(_ error: SQLiteError) {
        let cause = Self.causes[error.primaryCode]
        code = cause?.code ?? .unavailable
        message = cause.map { "\($0.sentence): \(error)" } ?? "\(error)"
        isForRoom = error.primaryCode == Self.full
    }

    /// SQLITE_FULL
    private static let full: Int32 = 13

    /// What SQLite's primary result codes mean to whoever runs this program
    /// (https://sqlite.org/rescode.html).
    private static let causes: [Int32: (code: Code, sentence: String)] = [
        5: (.unavailable, "another program has locked the journal"),
        8: (.unavailable, "the journal's file cannot be written, only read"),
        10: (.unavailable, "the disk of the journal fails, or is full"),
        11: (.damaged, "the journal's file is damaged"),
        full: (.unavailable, "the disk of the journal is full"),
        14: (.unavailable, "the journal's file cannot be opened"),
        19: (.damaged, "the journal holds something else already"),
        26: (.damaged, "the file is no database"),
    ]

    package var description: String { message }
}

/// Runs `body` and gives SQLite's errors the journal's type.
func journaled<Value: ~Copyable>(
    _ body: () throws(SQLiteError) -> Value
) throws(JournalError) -> Value {
    do { return try body() } catch { throw JournalError(error) }
}

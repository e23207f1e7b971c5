package import JSON
import Lifecycle
import SQLite

/// Reads a journal without writing it: while a server has it open, after a drain, and after a
/// crash. What it reads never delays an acknowledgement, because the connection is its own.
///
/// Each answer is one snapshot. SQLite keeps the log's index beside the file, so the directory must
/// be writable, or a server running (https://sqlite.org/wal.html#readonly).
package actor JournalReader {
    private let executor = SerialQueueExecutor(label: "hookferry.journal.reader")
    private let connection: Connection
    private let rows: ReaderTable

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Opens the file; it must be there.
    package init(path: String) throws(JournalError) {
        do { connection = try Connection(path: path, mode: .readOnly) } catch {
            throw JournalError(.unavailable, "there is no readable journal at \(path): \(error)")
        }
        connection.setBusyTimeout(milliseconds: 5_000)
        try JournalSchema.check(connection)
        do { rows = try ReaderTable(connection) } catch { throw JournalError(error) }
    }

    /// Up to `limit` events, newest first; with `before` only those accepted before that event.
    /// None when there is no event `before`.
    package func events(
        limit: Int, before id: String? = nil
    ) throws(JournalError) -> [EventSummary] {
        try snapshot { (rows: ReaderTable) throws(SQLiteError) in
            try rows.events(limit: limit, before: id)
        }
    }

    /// The whole story of an event, in the form of design.md section 9; nil when it is not there.
    ///
    /// A step that is not due yet stands there as pending, without input; a step of `onFailure`
    /// only once it is due. An attempt without `outcome` has begun and nobody knows how it ended.
    package func event(_ id: String) throws(JournalError) -> JSONValue? {
        let found = try snapshot { (rows: ReaderTable) throws(SQLiteError) in
            try rows.story(id)
        }
        return try found.map { (story) throws(JournalError) in try story.json() }
    }

    /// Counts for metrics; a million events take some 20 ms.
    package func counts() throws(JournalError) -> JournalCounts {
        try snapshot { (rows: ReaderTable) throws(SQLiteError) in try rows.counts() }
    }

    /// Several queries on one state of the journal.
    private func snapshot<Answer>(
        _ body: (ReaderTable) throws(SQLiteError) -> Answer
    ) throws(JournalError) -> Answer {
        do throws(SQLiteError) {
            try connection.execute("BEGIN")
            defer { try? connection.execute("ROLLBACK") }
            return try body(rows)
        } catch {
            throw JournalError(error)
        }
    }
}

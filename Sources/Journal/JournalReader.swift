package import Events
package import JSON
import Lifecycle
import SQLite

/// Reads a journal without writing it: while a server has it open, after a drain, and after a
/// crash. What it reads never delays an acknowledgement, because the connection is its own.
///
/// Each answer is one snapshot. SQLite keeps the log's index beside the file, so the directory must
/// be writable, or a server running (https://sqlite.org/wal.html#readonly).
package actor JournalReader: JournalReading {
    private let executor = SerialQueueExecutor(label: "hookferry.journal.reader")
    let connection: Connection
    private let rows: ReaderTable
    private let outcomes: OutcomeTable
    let search: EventSearch

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Opens the file; it must be there.
    package init(path: String) throws(JournalError) {
        do { connection = try Connection(path: path, mode: .readOnly) } catch {
            throw JournalError(.unavailable, "there is no readable journal at \(path): \(error)")
        }
        connection.setBusyTimeout(milliseconds: JournalSchema.busyMilliseconds)
        try JournalSchema.check(connection)
        do {
            rows = try ReaderTable(connection)
            outcomes = try OutcomeTable(connection)
            search = try EventSearch(connection)
        } catch {
            throw JournalError(error)
        }
    }

    /// Up to `limit` events, newest first; with `before` only those accepted before that event.
    /// Throws `unknownPlace` when there is no event `before`.
    package func events(
        limit: Int, before id: String? = nil
    ) throws(JournalError) -> [EventSummary] {
        let found = try snapshot { () throws(SQLiteError) -> [EventSummary]? in
            guard let bounds = try bounds(.all, before: id) else { return nil }
            return limit > 0 ? try search.newest(.all, bounds, limit: limit) : []
        }
        guard let found else { throw Self.unknownPlace }
        return found
    }

    /// The whole story of an event, in the form of design.md section 9; nil when it is not there.
    ///
    /// A step that is not due yet stands there as pending, without input; a step of `onFailure`
    /// only once it is due. An attempt without `outcome` has begun and nobody knows how it ended.
    /// The step at which a delivery waits has one more key: `nextAttemptAt`; `queuedFor` with the
    /// destination for a message that is not its turn yet, with `heldUntil` if it is held; or
    /// `followedUntil`.
    package func event(_ id: String) throws(JournalError) -> JSONValue? {
        let found = try snapshot { () throws(SQLiteError) in try rows.story(id, on: connection) }
        return try found.map { (story) throws(JournalError) in try story.json() }
    }

    /// Counts for metrics; a million events take some 20 ms.
    package func counts() throws(JournalError) -> JournalCounts {
        try snapshot { () throws(SQLiteError) in try rows.counts() }
    }

    /// Whether a source's event still waits for a rule or for the end of a delivery; nil when the
    /// source has no such event. Deliveries of `rule` do not count. Cheap: one look at an index.
    package func isOpen(
        _ id: String, source: String, apartFrom rule: String
    ) throws(JournalError) -> Bool? {
        let progress = try snapshot { () throws(SQLiteError) in
            try outcomes.progress(of: id, source: source, apartFrom: rule)
        }
        return progress.map { !$0.isPlanned || $0.openDeliveries > 0 }
    }

    /// What has become of a source's event, in the form of design.md section 6; nil when the source
    /// has no such event. Deliveries of `rule` are left out.
    ///
    /// A step that never ran stands there as pending; a step of `onFailure` only once it is due.
    package func outcome(
        of id: String, source: String, apartFrom rule: String
    ) throws(JournalError) -> EventOutcome? {
        let found = try snapshot { () throws(SQLiteError) in
            let progress = try outcomes.progress(of: id, source: source, apartFrom: rule)
            return try progress.map { (progress) throws(SQLiteError) in
                (
                    progress,
                    try outcomes.deliveries(ofEvent: progress.sequence, apartFrom: rule)
                )
            }
        }
        guard let (progress, deliveries) = found else { return nil }
        let values = try deliveries.map { (delivery) throws(JournalError) in
            try delivery.json()
        }
        return EventOutcome(
            isPlanned: progress.isPlanned, deliveries.map(\.status), deliveries: .array(values))
    }

    /// Several queries on one state of the journal.
    func snapshot<Answer>(
        _ body: () throws(SQLiteError) -> Answer
    ) throws(JournalError) -> Answer {
        do throws(SQLiteError) {
            try connection.execute("BEGIN")
            defer { try? connection.execute("ROLLBACK") }
            return try body()
        } catch {
            throw JournalError(error)
        }
    }
}

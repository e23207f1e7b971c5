package import Events
package import Lifecycle
import SQLite

/// Reads how full the journal is, for metrics. The connection is its own, so that a scrape waits
/// for nobody's search and keeps nobody waiting.
///
/// Everything is counted in indexes or looked up: the cost grows with what waits and with the dead
/// letters, not with the events that are kept.
package actor JournalGauges {
    private let executor = SerialQueueExecutor(label: "hookferry.journal.gauges")
    private let path: String
    private let connection: Connection
    private let counts: Statement
    private let waiting: Statement
    private let destinationTable: DestinationTable
    private let snapshots: Statement

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Opens the file; it must be there.
    package init(path: String) throws(JournalError) {
        self.path = path
        do {
            connection = try Connection(path: path, mode: .readOnly)
            connection.setBusyTimeout(milliseconds: 1_000)
            counts = try Statement(Self.selectCounts, on: connection)
            destinationTable = try DestinationTable(connection)
            waiting = try Statement(Self.selectWaiting, on: connection)
            snapshots = try Statement(Self.selectSnapshots, on: connection)
        } catch {
            throw JournalError(error)
        }
    }

    /// Sequences have no gap and what is unplanned is never removed, so unplanned events need not
    /// be counted.
    static let selectCounts = """
        SELECT (SELECT coalesce(max(seq), 0) FROM events),
        (SELECT value FROM progress WHERE name = 'planned_through'),
        (SELECT count(*) FROM deliveries INDEXED BY deliveries_due WHERE due_at <= ?),
        (SELECT count(*) FROM deliveries INDEXED BY deliveries_due WHERE due_at IS NOT NULL),
        (SELECT count(*) FROM deliveries INDEXED BY deliveries_dead
            WHERE status IN ('dead', 'uncertain')),
        (SELECT min(due_at) FROM deliveries INDEXED BY deliveries_due WHERE due_at <= ?),
        (SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size())
        """

    static let selectWaiting = """
        SELECT destination, count(*) FROM outbox INDEXED BY outbox_queue
        WHERE turn IS NOT NULL GROUP BY destination
        """

    static let selectSnapshots = """
        SELECT name, value FROM progress
        WHERE name >= '\(ProgressTable.names.from)' AND name < '\(ProgressTable.names.to)'
        """

    /// What there is to measure at this moment. A million waiting steps take some 50 ms.
    package func readings(now: Timestamp) throws(JournalError) -> JournalReadings {
        let time = SQLiteValue.integer(now.milliseconds)
        return try journaled { () throws(SQLiteError) in
            var readings = JournalReadings()
            _ = try counts.first(time, time) { row in
                readings.unplannedEvents = max(row.integer(0) - row.integer(1), 0)
                readings.dueSteps = row.integer(2)
                readings.openDeliveries = row.integer(3)
                readings.deadLetters = row.integer(4)
                readings.oldestDueAt = row.optionalInteger(5).map(Timestamp.init(milliseconds:))
                readings.databaseBytes = row.integer(6)
            }
            for (name, count) in try waiting.all(read: { ($0.text(0), $0.integer(1)) }) {
                readings.waitingMessages[name] = count
            }
            readings.snapshots = try snapshots.all { ($0.text(0), $0.integer(1)) }
                .compactMap { SnapshotSighting(name: $0.0, value: $0.1) }
            readings.logBytes = Int64(FileSystem.state(of: "\(path)-wal")?.size ?? 0)
            return readings
        }
    }

    /// Every destination that has messages waiting or is not well, by name.
    package func destinations() throws(JournalError) -> [DestinationSummary] {
        try journaled { () throws(SQLiteError) in try destinationTable.summaries() }
    }
}

/// How full the journal is.
package struct JournalReadings: Sendable, Hashable {
    /// Accepted, and no rule has looked at them yet.
    package var unplannedEvents: Int64 = 0
    /// Steps whose time has come, those under way included.
    package var dueSteps: Int64 = 0
    /// Deliveries that have not ended.
    package var openDeliveries: Int64 = 0
    /// Deliveries that ended as dead letters, the uncertain ones included.
    package var deadLetters: Int64 = 0
    /// When the longest waiting due step became due; nil when none is due.
    package var oldestDueAt: Timestamp?
    /// Messages in their queues, by destination.
    package var waitingMessages: [String: Int64] = [:]
    /// The size of the file with what only the log has yet.
    package var databaseBytes: Int64 = 0
    package var logBytes: Int64 = 0
    /// The newest of each account and region.
    package var snapshots: [SnapshotSighting] = []

    package init() {}
}

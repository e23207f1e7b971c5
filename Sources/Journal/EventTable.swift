import Cryptography
import Events
import JSON
import Lifecycle
import SQLite

/// An event made ready to be written, outside the journal's queue.
struct EventEntry: Sendable {
    let event: Event
    let document: String
    /// The first 16 bytes of SHA-256 of source and delivery id: short, and of one length.
    let key: [UInt8]

    static let keyBytes = 16

    init(_ event: Event) {
        self.event = event
        document = event.json.text
        let name = Array("\(event.intake.source)\u{0}\(event.intake.deliveryID)".utf8)
        key = Array(Digest.digest(name, .sha256).prefix(Self.keyBytes))
    }
}

/// The statements on events and on what was accepted before.
final class EventTable {
    private let insertKey: Statement
    private let findKey: Statement
    private let updateKey: Statement
    private let insertEvent: Statement
    private let selectEvents: Statement
    private let selectLast: Statement
    private let selectPlanned: Statement
    private let updatePlanned: Statement
    private let selectOld: Statement
    private let deleteKey: Statement
    private let deleteEvent: Statement

    init(_ connection: borrowing Connection) throws(SQLiteError) {
        insertKey = try Statement("INSERT OR IGNORE INTO event_keys VALUES(?, ?)", on: connection)
        findKey = try Statement(
            """
            SELECT events.id FROM event_keys JOIN events ON events.seq = event_keys.event_seq
            WHERE event_keys.key = ?
            """, on: connection)
        updateKey = try Statement(
            "UPDATE event_keys SET event_seq = ? WHERE key = ?", on: connection)
        insertEvent = try Statement(
            "INSERT INTO events VALUES(?, ?, ?, ?, ?, ?, ?, ?)", on: connection)
        selectEvents = try Statement(
            "SELECT seq, document FROM events WHERE seq > ? ORDER BY seq LIMIT ?", on: connection)
        selectLast = try Statement("SELECT max(seq) FROM events", on: connection)
        selectPlanned = try Statement(
            "SELECT value FROM progress WHERE name = 'planned_through'", on: connection)
        updatePlanned = try Statement(
            "UPDATE progress SET value = ? WHERE name = 'planned_through'", on: connection)
        selectOld = try Statement(
            """
            SELECT seq, key FROM events INDEXED BY events_received
            WHERE received_at < ? AND seq <= ? AND NOT EXISTS (
                SELECT 1 FROM deliveries WHERE event_seq = events.seq AND due_at IS NOT NULL)
            ORDER BY received_at LIMIT ?
            """, on: connection)
        deleteKey = try Statement(
            "DELETE FROM event_keys WHERE key = ? AND event_seq = ?", on: connection)
        deleteEvent = try Statement("DELETE FROM events WHERE seq = ?", on: connection)
    }

    /// The id under which this delivery was accepted before; nil when it was not.
    func known(_ entry: EventEntry) throws(SQLiteError) -> String? {
        try findKey.first(.blob(entry.key)) { $0.text(0) }
    }

    /// Writes the entry; or returns the id under which this delivery was accepted before. A key
    /// whose event is gone is no promise any more: the delivery is taken anew.
    func insert(
        _ entry: EventEntry, sequence: Int64, on connection: borrowing Connection
    ) throws(SQLiteError) -> String? {
        try insertKey.run(.blob(entry.key), .integer(sequence))
        if connection.changes() == 0 {
            if let known = try known(entry) { return known }
            try updateKey.run(.integer(sequence), .blob(entry.key))
        }
        let intake = entry.event.intake
        try insertEvent.run(
            .integer(sequence), .text(intake.id), .text(intake.source),
            .integer(intake.receivedAt.milliseconds), .blob(entry.key),
            .text(entry.event.source), .text(entry.event.detailType), .text(entry.document))
        return nil
    }

    /// The last sequence given; 0 in an empty journal. Sequences of purged events at the end are
    /// not given again, because the newest event is planned before it can be purged.
    func lastSequence() throws(SQLiteError) -> Int64 {
        max(try selectLast.first { $0.integer(0) } ?? 0, try plannedThrough())
    }

    func plannedThrough() throws(SQLiteError) -> Int64 {
        try selectPlanned.first { $0.integer(0) } ?? 0
    }

    func setPlanned(through sequence: Int64) throws(SQLiteError) {
        try updatePlanned.run(.integer(sequence))
    }

    func after(_ sequence: Int64, limit: Int) throws(SQLiteError) -> [(Int64, String)] {
        try selectEvents.all(.integer(sequence), SQLiteValue(limit)) { ($0.integer(0), $0.text(1)) }
    }

    /// Planned events received before `cutoff` that no open delivery needs.
    func old(
        through sequence: Int64, before cutoff: Int64, limit: Int
    ) throws(SQLiteError) -> [(sequence: Int64, key: [UInt8])] {
        try selectOld.all(.integer(cutoff), .integer(sequence), SQLiteValue(limit)) {
            ($0.integer(0), $0.blob(1))
        }
    }

    func delete(_ sequence: Int64, key: [UInt8]) throws(SQLiteError) {
        try deleteKey.run(.blob(key), .integer(sequence))
        try deleteEvent.run(.integer(sequence))
    }
}

import Cryptography
import Events
import JSON
import Lifecycle
import SQLite

/// An event made ready to be written, outside the journal's queue.
struct EventEntry: Sendable {
    let event: Event
    let document: String
    /// By any of these the same delivery is known when it comes again.
    let keys: EventKeys

    init(_ event: Event, fingerprint: [UInt8]? = nil) {
        self.event = event
        document = event.json.text
        keys = EventKeys(event.intake, fingerprint: fingerprint)
    }
}

/// The one or two keys of an event: what its sender calls the delivery and, for a sender whose
/// signature leaves that name out, what was signed.
struct EventKeys: Sendable, Hashable {
    /// Each the first 16 bytes of a SHA-256: short, and of one length.
    let all: [[UInt8]]

    static let keyBytes = 16
    /// Stands in front of what a fingerprint's key is made of. UTF-8 never has this byte, so that
    /// no source and delivery id, whoever chose them, can make the key of a fingerprint.
    private static let fingerprintMark: UInt8 = 0xFF

    init(_ intake: IntakeRecord, fingerprint: [UInt8]?) {
        let source = Array("\(intake.source)\u{0}".utf8)
        let name = Self.key(source + intake.deliveryID.utf8)
        all =
            [name]
            + [fingerprint].compactMap { $0 }.map { fingerprint in
                Self.key([Self.fingerprintMark] + source + fingerprint)
            }
    }

    /// The keys as `events.key` has them, one behind the other.
    init(kept bytes: [UInt8]) {
        all = stride(from: 0, to: bytes.count, by: Self.keyBytes).map { start in
            Array(bytes[start..<min(start + Self.keyBytes, bytes.count)])
        }
    }

    var bytes: [UInt8] { all.flatMap { $0 } }

    static func key(_ bytes: [UInt8]) -> [UInt8] {
        Array(Digest.digest(bytes, .sha256).prefix(keyBytes))
    }
}

/// How far a sweep for old events has come.
struct PurgePlace: Sendable, Hashable {
    /// Milliseconds since 1970.
    let receivedAt: Int64
    let sequence: Int64

    static let start = PurgePlace(receivedAt: .min, sequence: .min)

    /// The last place before this one.
    var before: PurgePlace { PurgePlace(receivedAt: receivedAt, sequence: sequence - 1) }
}

/// An event that was received long enough ago.
struct OldEvent {
    let place: PurgePlace
    let keys: EventKeys
    /// Whether it is planned and no open delivery needs it.
    let isOver: Bool
}

/// The statements on events and on what was accepted before.
final class EventTable {
    private let insertKey: Statement
    private let findKey: Statement
    private let updateKey: Statement
    private let insertEvent: Statement
    private let selectEvents: Statement
    private let selectDocument: Statement
    private let selectID: Statement
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
        selectDocument = try Statement("SELECT document FROM events WHERE seq = ?", on: connection)
        selectID = try Statement("SELECT id FROM events WHERE seq = ?", on: connection)
        selectLast = try Statement("SELECT max(seq) FROM events", on: connection)
        selectPlanned = try Statement(
            "SELECT value FROM progress WHERE name = 'planned_through'", on: connection)
        updatePlanned = try Statement(
            "UPDATE progress SET value = ? WHERE name = 'planned_through'", on: connection)
        selectOld = try Statement(
            """
            SELECT seq, key, received_at, seq <= ?1 AND NOT EXISTS (
                SELECT 1 FROM deliveries WHERE event_seq = events.seq AND due_at IS NOT NULL)
            FROM events INDEXED BY events_received
            WHERE (received_at, seq) > (?2, ?3) AND received_at < ?4
            ORDER BY received_at, seq LIMIT ?5
            """, on: connection)
        deleteKey = try Statement(
            "DELETE FROM event_keys WHERE key = ? AND event_seq = ?", on: connection)
        deleteEvent = try Statement("DELETE FROM events WHERE seq = ?", on: connection)
    }

    /// The id under which this delivery was accepted before; nil when it was not. Its name counts
    /// before its bytes.
    func known(_ entry: EventEntry) throws(SQLiteError) -> String? {
        for key in entry.keys.all {
            if let known = try known(key) { return known }
        }
        return nil
    }

    private func known(_ key: [UInt8]) throws(SQLiteError) -> String? {
        try findKey.first(.blob(key)) { $0.text(0) }
    }

    /// Writes the entry; or returns the id under which this delivery was accepted before. A key
    /// whose event is gone is no promise any more: the delivery is taken anew.
    ///
    /// Of an entry that is known by one of its keys nothing is written, the other key neither:
    /// whoever replays signed bytes under a name of his choice must not take that name from the
    /// delivery that has it.
    func insert(
        _ entry: EventEntry, sequence: Int64, on connection: borrowing Connection
    ) throws(SQLiteError) -> String? {
        let keys = entry.keys.all
        if keys.count > 1, let known = try known(entry) { return known }
        for key in keys {
            try insertKey.run(.blob(key), .integer(sequence))
            guard connection.changes() == 0 else { continue }
            if let known = try known(key) { return known }
            try updateKey.run(.integer(sequence), .blob(key))
        }
        let intake = entry.event.intake
        try insertEvent.run(
            .integer(sequence), .text(intake.id), .text(intake.source),
            .integer(intake.receivedAt.milliseconds), .blob(entry.keys.bytes),
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

    /// Nil without such an event.
    func document(_ sequence: Int64) throws(SQLiteError) -> String? {
        try selectDocument.first(.integer(sequence)) { $0.text(0) }
    }

    /// The `intake.id`; nil without such an event.
    func id(_ sequence: Int64) throws(SQLiteError) -> String? {
        try selectID.first(.integer(sequence)) { $0.text(0) }
    }

    /// The next events received before `cutoff`, the oldest first. The limit is on what is looked
    /// at: a backlog of open ones must not hold up the journal.
    func old(
        after place: PurgePlace, plannedThrough: Int64, before cutoff: Int64, limit: Int
    ) throws(SQLiteError) -> [OldEvent] {
        try selectOld.all(
            .integer(plannedThrough), .integer(place.receivedAt), .integer(place.sequence),
            .integer(cutoff), SQLiteValue(limit)
        ) { row in
            OldEvent(
                place: PurgePlace(receivedAt: row.integer(2), sequence: row.integer(0)),
                keys: EventKeys(kept: row.blob(1)), isOver: row.integer(3) == 1)
        }
    }

    func delete(_ sequence: Int64, keys: EventKeys) throws(SQLiteError) {
        for key in keys.all { try deleteKey.run(.blob(key), .integer(sequence)) }
        try deleteEvent.run(.integer(sequence))
    }
}

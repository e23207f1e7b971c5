import Events
import Lifecycle
import SQLite

/// The statements on `progress`, numbers under names: the newest snapshot of each account and
/// region, which stays when the events that told of it are removed, and what queues rest on.
final class ProgressTable {
    private let upsert: Statement
    private let touch: Statement
    private let selectNumber: Statement
    private let setNumber: Statement

    /// Accounts and regions that are remembered; later ones are not.
    static let placesMax = 1_000
    /// Names between these two are those of snapshots: "0" comes right behind "/".
    static let names = (from: "snapshot/", to: "snapshot0")

    init(_ connection: borrowing Connection) throws(SQLiteError) {
        upsert = try Statement(
            """
            INSERT INTO progress SELECT ?1, ?2
            WHERE EXISTS (SELECT 1 FROM progress WHERE name = ?1) OR \(Self.placesMax) > (
                SELECT count(*) FROM progress
                WHERE name >= '\(Self.names.from)' AND name < '\(Self.names.to)')
            ON CONFLICT(name) DO UPDATE SET value = max(value, excluded.value)
            """, on: connection)
        selectNumber = try Statement("SELECT value FROM progress WHERE name = ?", on: connection)
        setNumber = try Statement("INSERT OR REPLACE INTO progress VALUES(?, ?)", on: connection)
        // SQLite leaves a page alone that would not change.
        touch = try Statement(
            """
            INSERT INTO progress VALUES('probe', 1)
            ON CONFLICT(name) DO UPDATE SET value = value + 1
            """, on: connection)
    }

    func number(_ name: String) throws(SQLiteError) -> Int64? {
        try selectNumber.first(.text(name)) { $0.integer(0) }
    }

    func set(_ name: String, to number: Int64) throws(SQLiteError) {
        try setNumber.run(.text(name), .integer(number))
    }

    /// Writes a page.
    func probe() throws(SQLiteError) { try touch.run() }

    /// An older one than is known changes nothing.
    func keep(_ snapshot: SnapshotSighting) throws(SQLiteError) {
        try upsert.run(
            .text("\(Self.names.from)\(snapshot.account)/\(snapshot.region)"),
            .integer(snapshot.deliveredAt.milliseconds))
    }
}

extension JournalTables {
    func keep(_ snapshot: SnapshotSighting) throws(JournalError) {
        try journaled { () throws(SQLiteError) in try snapshots.keep(snapshot) }
    }

    var overload: JournalError {
        JournalError(.overloaded, "\(queueMax) steps and events wait already")
    }

    func probe() throws(JournalError) {
        guard !isFull else { throw overload }
        try journaled { () throws(SQLiteError) in try snapshots.probe() }
    }
}

extension SnapshotSighting {
    /// Reads a row of `progress` back; nil when it is none of a snapshot.
    init?(name: String, value: Int64) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        self.init(
            account: String(parts[1]), region: String(parts[2]),
            deliveredAt: Timestamp(milliseconds: value))
    }
}

import Events
import Foundation
import Testing

@testable import Journal

/// A journal that proves itself by passing the suites of this folder. What they promise stands in
/// `EventJournal`.
///
/// A second engine is one more entry of `all`. A place is a name of the engine's own: for SQLite
/// the path of a file.
struct JournalEngine: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Opens the journal at a place, or makes an empty one; refuses events beyond `queueMax`.
    let opening: @Sendable (_ place: String, _ queueMax: Int64) async throws -> any EventJournal
    /// Makes another place what the first would be after a `kill -9` at this moment.
    let crash: @Sendable (_ place: String, _ copy: String) async throws -> Void
    let read: @Sendable (_ place: String) async throws -> any JournalReading

    static let all = [sqlite]

    static let sqlite = JournalEngine(
        testDescription: "SQLite",
        opening: { try SQLiteJournal(path: $0, queueMax: $1) },
        crash: { place, copy in
            for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: place + suffix)
            { try FileManager.default.copyItem(atPath: place + suffix, toPath: copy + suffix) }
        },
        read: { try JournalReader(path: $0) })

    func open(
        _ place: String, queueMax: Int64 = SQLiteJournal.queueMax
    ) async throws -> any EventJournal {
        try await opening(place, queueMax)
    }

    /// The place as a crash would leave it now.
    func crashCopy(
        _ folder: JournalFolder, _ name: String = "journal.db", to copy: String
    ) async throws -> String {
        try await crash(folder.path(name), folder.path(copy))
        return folder.path(copy)
    }

    /// A journal with the deliveries `x1`, `x2`, … of one event, due at noon.
    func journal(
        _ place: String, deliveries count: Int, _ plan: PlannedDelivery = samplePlan
    ) async throws -> any EventJournal {
        let journal = try await open(place)
        _ = try await journal.append(sampleEvent(1))
        try await journal.recordPlans(
            through: 1, (1...count).map { delivery("x\($0)", of: 1, plan) }, now: noon)
        return journal
    }

    /// A journal with one planned delivery, `x1` of event `e1`, due at noon.
    func plannedJournal(_ place: String) async throws -> any EventJournal {
        try await journal(place, deliveries: 1)
    }
}

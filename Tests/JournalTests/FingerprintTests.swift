import Events
import Testing

@testable import Journal

/// GitHub signs the body and not the delivery's id, so a captured delivery could be posted again
/// under a new one.
@Suite("Event journal: fingerprints")
struct FingerprintTests {
    let folder: JournalFolder
    private let bytes = [UInt8](repeating: 7, count: 32)
    private let other = [UInt8](repeating: 8, count: 32)

    init() throws { folder = try JournalFolder() }

    @Test("no id makes the key of a fingerprint")
    func namespaces() throws {
        func keys(_ source: String, _ delivery: String, _ fingerprint: [UInt8]?) -> [[UInt8]] {
            let event = sampleEvent(1, delivery: delivery, source: source)
            return EventKeys(event.intake, fingerprint: fingerprint).all
        }
        let text = "fingerprint"
        let all =
            keys("s", text, Array(text.utf8)) + keys("s", "\u{0}" + text, nil)
            + keys("\u{FF}s", text, Array("x".utf8))
        #expect(Set(all).count == all.count)
        #expect(all.allSatisfy { $0.count == EventKeys.keyBytes })
        let event = sampleEvent(1)
        for fingerprint in [nil, bytes] {
            let made = EventKeys(event.intake, fingerprint: fingerprint)
            #expect(EventKeys(kept: made.bytes) == made)
        }
    }

    @Test("keys whose event is gone are no promise, whichever of the two they are")
    func keysWithoutEvent() async throws {
        let first = try SQLiteJournal(path: folder.path())
        _ = try await first.append(sampleEvent(1), fingerprint: bytes)
        try await first.recordPlans(through: 1, [], now: noon)
        await first.close()
        try folder.execute("DELETE FROM events")
        let journal = try SQLiteJournal(path: folder.path())
        let fresh = sampleEvent(2, delivery: "new")
        #expect(try await journal.append(fresh, fingerprint: bytes) == .accepted(id: "e2"))
        #expect(
            try await journal.append(sampleEvent(3), fingerprint: bytes) == .duplicate(id: "e2"))
        #expect(try await journal.append(sampleEvent(1, delivery: "d1")) == .accepted(id: "e1"))
    }
}

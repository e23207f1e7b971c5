import Events
import Testing

@testable import Journal

/// GitHub signs the body and not the delivery's id, so a captured delivery could be posted again
/// under a new one.
@Suite("Conformance: fingerprints")
struct FingerprintConformance {
    let folder: JournalFolder
    private let bytes = [UInt8](repeating: 7, count: 32)
    private let other = [UInt8](repeating: 8, count: 32)

    init() throws { folder = try JournalFolder() }

    @Test(
        "a purge forgets the id and the bytes of an event, and of no other",
        arguments: JournalEngine.all)
    func purge(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
        _ = try await journal.append(sampleEvent(1), fingerprint: bytes)
        _ = try await journal.append(sampleEvent(2, at: after(1_000)), fingerprint: other)
        try await journal.recordPlans(through: 2, [], now: noon)
        #expect(try await journal.purge(before: after(1)) == 1)
        let again = sampleEvent(3, delivery: "d1")
        #expect(try await journal.append(again, fingerprint: bytes) == .accepted(id: "e3"))
        let second = sampleEvent(4, delivery: "d4")
        #expect(try await journal.append(second, fingerprint: other) == .duplicate(id: "e2"))
    }

    @Test("a crash keeps both keys or neither", arguments: JournalEngine.all)
    func crash(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
        _ = try await journal.append(sampleEvent(1), fingerprint: bytes)
        let copy = try await engine.crashCopy(folder, to: "copy.db")
        let restarted = try await engine.open(copy)
        let again = sampleEvent(2, delivery: "new")
        #expect(try await restarted.append(again, fingerprint: bytes) == .duplicate(id: "e1"))
        #expect(
            try await restarted.append(sampleEvent(3, delivery: "d1")) == .duplicate(id: "e1"))
        // The intake id is taken, so the write fails after its keys are in.
        let poison = sampleEvent(1, delivery: "poison")
        let error = await failure { try await restarted.append(poison, fingerprint: other) }
        #expect(error?.code == .damaged)
    }

    @Test(
        "the same bytes under another id are the same delivery, and the same id is as before",
        arguments: JournalEngine.all)
    func replay(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
        func append(
            _ number: Int, _ delivery: String, _ fingerprint: [UInt8]?, source: String = "github"
        ) async throws -> AppendResult {
            try await journal.append(
                sampleEvent(number, delivery: delivery, source: source), fingerprint: fingerprint)
        }
        #expect(try await append(1, "a", bytes) == .accepted(id: "e1"))
        #expect(try await append(2, "a", bytes) == .duplicate(id: "e1"), "redelivered")
        #expect(try await append(3, "b", bytes) == .duplicate(id: "e1"), "replayed")
        #expect(try await append(4, "a", other) == .duplicate(id: "e1"), "the id was taken")
        // Neither left anything behind: whose id and bytes these are, gets them.
        #expect(try await append(5, "b", other) == .accepted(id: "e5"))
        #expect(try await append(6, "b", bytes) == .duplicate(id: "e5"), "the id counts first")
        #expect(try await append(7, "c", nil) == .accepted(id: "e7"))
        #expect(try await append(8, "c", [1]) == .duplicate(id: "e7"))
        #expect(try await append(9, "d", [1]) == .accepted(id: "e9"))
        #expect(try await append(10, "a", bytes, source: "other") == .accepted(id: "e10"))
    }

    @Test("of many replays at once exactly one is accepted", arguments: JournalEngine.all)
    func replaysAtOnce(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
        let bytes = bytes
        let results = await withTaskGroup(of: AppendResult?.self) { group in
            for number in 1...200 {
                group.addTask {
                    try? await journal.append(sampleEvent(number), fingerprint: bytes)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let accepted = results.filter { if case .accepted = $0 { true } else { false } }
        #expect(accepted.count == 1)
        #expect(results.count { if case .duplicate = $0 { true } else { false } } == 199)
    }

    @Test("a full queue knows a replay too", arguments: JournalEngine.all)
    func fullQueue(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path(), queueMax: 1)
        _ = try await journal.append(sampleEvent(1), fingerprint: bytes)
        #expect(
            try await journal.append(sampleEvent(2), fingerprint: bytes) == .duplicate(id: "e1"))
        let refused = await failure {
            try await journal.append(sampleEvent(3), fingerprint: other)
        }
        #expect(refused?.code == .overloaded)
    }
}

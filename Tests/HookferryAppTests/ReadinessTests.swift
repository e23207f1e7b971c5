import Deliveries
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import HookferryApp
@testable import Journal

@Suite("Readiness")
struct ReadinessTests {
    private let directory: TemporaryDirectory
    private let journal: SQLiteJournal
    private let seconds = Locked<Int64>(1_000)

    init() throws {
        directory = try TemporaryDirectory()
        journal = try SQLiteJournal(path: "\(directory.path)/journal.db")
    }

    /// Time stands still until `seconds` is changed; a sleep lasts until the test is over.
    private func readiness(
        sleep: @escaping @Sendable (Int64) async -> Void = { _ in
            try? await Task.sleep(for: .seconds(3_600))
        },
        probe: (@Sendable () async throws(JournalError) -> Void)? = nil
    ) -> Readiness {
        let clock = WallClock { [seconds] in
            Timestamp(milliseconds: seconds.withLock { $0 } * 1_000)
        }
        return Readiness(
            surroundings: Surroundings(clock: clock, sleep: sleep, random: { 0 }),
            probe: probe ?? journal.probe)
    }

    @Test("a journal that takes writes is ready; a closed one is not")
    func journal() async {
        let readiness = readiness()
        #expect(await readiness.state() == .ready)
        await journal.close()
        #expect(await readiness.state() == .ready, "known for a second")
        seconds.withLock { $0 += 1 }
        #expect(await readiness.state() == .journalUnavailable)
    }

    @Test("a clock that was set back keeps no answer alive")
    func clockSetBack() async {
        let readiness = readiness()
        #expect(await readiness.state() == .ready)
        await journal.close()
        seconds.withLock { $0 -= 500 }
        #expect(await readiness.state() == .journalUnavailable)
    }

    @Test("a journal with no place for another event is overloaded")
    func overloaded() async throws {
        let full = try SQLiteJournal(path: "\(directory.path)/full.db", queueMax: 0)
        let readiness = readiness(probe: full.probe)
        #expect(await readiness.state() == .overloaded)
        await full.close()
    }

    @Test("nobody waits for a disk that hangs; one write is under way at most")
    func hangs() async {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let count = Locked(0)
        let readiness = readiness(sleep: { milliseconds in
            #expect(milliseconds == Readiness.patienceMilliseconds)
        }) { () async throws(JournalError) in
            count.withLock { $0 += 1 }
            begin.yield()
            for await _ in gate { break }
        }
        for _ in 0..<3 { #expect(await readiness.state() == .journalUnavailable) }
        for await _ in begun { break }
        #expect(count.withLock { $0 } == 1)
        open.finish()
    }
}

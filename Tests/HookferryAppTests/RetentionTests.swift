import Deliveries
import Events
import JSON
import Journal
import Lifecycle
import Telemetry
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Retention")
struct RetentionTests {
    private let directory: TemporaryDirectory
    private let journal: SQLiteJournal
    private static let now = Timestamp(milliseconds: 1_700_000_000_000)

    init() throws {
        directory = try TemporaryDirectory()
        journal = try SQLiteJournal(path: "\(directory.path)/journal.db")
    }

    private func keep(_ id: String, age: Int64) async throws {
        let receivedAt = Self.now.adding(milliseconds: -age)
        _ = try await journal.append(
            Event(
                EventEnvelope(
                    id: id, source: "ci", detailType: "Callback", time: receivedAt.iso8601,
                    detail: [:]),
                intake: IntakeRecord(
                    id: id, source: "pipeline", type: "token", receivedAt: receivedAt,
                    deliveryID: id, verified: "token")))
    }

    /// Runs until the long pause; returns the pauses that were made.
    ///
    /// - Parameters:
    ///   - jump: what the clock is set by after its first reading.
    ///   - elapsed: what has passed since then.
    private func run(jump: Int64 = 0, elapsed: Int64 = 0) async -> [Int64] {
        let (readings, looks) = (Locked(0), Locked(0))
        let pauses = Locked<[Int64]>([])
        let (reached, reach) = AsyncStream.makeStream(of: Void.self)
        let (never, end) = AsyncStream.makeStream(of: Void.self)
        let surroundings = Surroundings(
            clock: WallClock {
                let isFirst = readings.withLock { count in
                    count += 1
                    return count == 1
                }
                return isFirst ? Self.now : Self.now.adding(milliseconds: jump)
            },
            sleep: { pause in
                pauses.withLock { $0.append(pause) }
                guard pause == Retention.pauseMilliseconds else { return }
                reach.yield()
                // Only cancelling ends it.
                for await _ in never {}
            }, random: { 0 },
            elapsed: {
                looks.withLock { count in
                    count += 1
                    return count == 1 ? 0 : elapsed
                }
            })
        let retention = Retention(
            journal: journal, keptMilliseconds: 1_000, surroundings: surroundings,
            logger: .silent)
        let running = Task { await retention.run() }
        for await _ in reached { break }
        running.cancel()
        await running.value
        end.finish()
        return pauses.withLock { $0 }
    }

    @Test("what is older than the retention goes, batch by batch; the rest stays")
    func oldEventsGo() async throws {
        for number in 0..<250 { try await keep("old-\(number)", age: 1_001) }
        try await keep("new", age: 999)
        let last = try #require(try await journal.unplanned(limit: 1_000).last)
        try await journal.recordPlans(through: last.sequence, [], now: Self.now)
        let pauses = await run()
        #expect(pauses.last == Retention.pauseMilliseconds)
        #expect(pauses.dropLast().count >= 2)
        #expect(pauses.dropLast().allSatisfy { $0 == Retention.batchPauseMilliseconds })
        let left = try await JournalReader(path: "\(directory.path)/journal.db").events(limit: 10)
        #expect(left.map(\.id) == ["new"])
    }

    @Test(
        "a clock that is set ages nothing; time that passes does",
        arguments: [(86_400_000, 0, 1), (86_400_000, 1_000, 0), (-86_400_000, 1_000, 1)])
    func clockThatIsSet(jump: Int64, elapsed: Int64, left: Int) async throws {
        try await keep("new", age: 999)
        try await journal.recordPlans(through: 1, [], now: Self.now)
        _ = await run(jump: jump, elapsed: elapsed)
        let reader = try JournalReader(path: "\(directory.path)/journal.db")
        #expect(try await reader.events(limit: 10).count == left)
    }

    @Test("a journal that refuses is asked again after the long pause")
    func aJournalThatRefuses() async {
        await journal.close()
        #expect(await run() == [Retention.pauseMilliseconds])
    }
}

import Events
import JSON
import Lifecycle
import SQLite
import Testing

@testable import Journal

@Suite("Outbox table")
struct OutboxTableTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    /// How 100,000 messages wait: SQL for `held_until` of the message `n`.
    enum Crowd: String, CaseIterable {
        case free = "NULL"
        case held = "1760000000000 + n"
        /// All of them at noon, as at the end of a night.
        case freedNow = "1750000000000"
    }

    @Test("a crowd of 100,000 does not make queueing dear", arguments: Crowd.allCases)
    func crowd(_ crowd: Crowd) async throws {
        let few = try await queueing(behind: 1_000, crowd)
        let many = try await queueing(behind: 100_000, crowd)
        // A scan of the queue each time takes a hundred times as long. A machine under load halts
        // now and then.
        #expect(many < few * 10 + .seconds(2), "\(crowd): \(few), \(many)")
    }

    /// The time that it takes to queue 200 messages, to look at the queue and to record as many.
    private func queueing(behind count: Int, _ crowd: Crowd) async throws -> Duration {
        let name = "\(count).db"
        try await plannedJournal(folder.path(name)).close()
        try folder.execute(Self.fill(count, heldUntil: crowd.rawValue), name)
        let tables = try JournalTables(path: folder.path(name), queueMax: 1_000_000)
        // The disk's pace is none of the queue's.
        try tables.connection.execute("PRAGMA synchronous = OFF")
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            for number in 1...200 {
                try tables.insert(delivery("y\(number)", of: 1, messagePlan), dueAt: noon)
            }
        }
        let steps = try tables.lease(now: noon, limit: 300).filter { $0.plan == messagePlan }
        #expect(steps.count == 200)
        var spent = Duration.zero
        let clock = ContinuousClock()
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            let begin = clock.now
            for step in steps {
                try tables.enqueue(step, message(), input: "{}", now: noon)
            }
            spent += clock.now - begin
        }
        for _ in 0..<200 {
            let step = try #require(try tables.lease(now: noon, limit: 1).first)
            let begin = clock.now
            _ = try tables.waiting(with: step, limit: 10, now: noon)
            try tables.transaction { (tables: JournalTables) throws(JournalError) in
                try tables.record(
                    record(step, delivered, message: sent(nextAt: noon)), now: noon)
            }
            spent += clock.now - begin
        }
        let waiting = try tables.destinationSummaries().map(\.waiting)
        #expect(waiting == [count], "\(crowd)")
        return spent
    }

    @Test("those who come free at one time go in their order, however many they are")
    func freedInOrder() async throws {
        try await plannedJournal(folder.path()).close()
        try folder.execute(Self.fill(250, heldUntil: "1750000000000 + 10 * (n <= 20)"))
        let tables = try JournalTables(path: folder.path(), queueMax: 1_000_000)
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            try tables.settle(["ops"], now: after(5))
        }
        var told: [Int64] = []
        while let step = try tables.lease(now: after(5), limit: 9).last, step.turn != nil {
            told.append(step.deliverySequence)
            try tables.transaction { (tables: JournalTables) throws(JournalError) in
                try tables.record(record(step, delivered, message: sent()), now: after(5))
            }
        }
        #expect(told == Array(22...251), "the first twenty are held for longer")
    }

    /// Deliveries of the event `e1` behind its own, that wait in one queue and one group.
    private static func fill(_ count: Int, heldUntil: String) -> String {
        """
        BEGIN;
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT \(count))
        INSERT INTO deliveries SELECT n + 1, 'q' || n, 1, 'crowd', 1, 'pending', 1,
            \(OutboxTable.notBeforeItsTurn.milliseconds), NULL FROM numbers;
        INSERT INTO steps SELECT seq, 1, 'pending', \(noon.milliseconds), '{}', NULL
            FROM deliveries WHERE rule = 'crowd';
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT \(count))
        INSERT INTO outbox SELECT n + 1, 'ops', 'deploy', 'error', 'it failed', NULL, 'none',
            \(noon.milliseconds), \(heldUntil), NULL, 0 FROM numbers;
        COMMIT;
        """
    }
}

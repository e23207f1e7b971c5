import Events
import JSON
import Lifecycle
import SQLite
import Testing

@testable import Journal

@Suite("Event journal: asking for news")
struct FollowTableTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private static let tables = ["followers", "followed", "news", "caused", "calls", "waiting"]

    private let dead = StepTransition.end(.dead, result: nil, delivery: .dead)

    /// A journal in which `x1`, `x2`, … follow and are asked for news from `after(10)` on.
    private func following(
        _ count: Int, key: (Int64) -> String
    ) async throws -> SQLiteJournal {
        let journal = try await journal(folder.path(), deliveries: count)
        let steps = try await journal.lease(now: noon, limit: count)
        let records = steps.map { record($0, follow(key($0.deliverySequence), poll: "ask")) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for record in records {
                group.addTask { try await journal.record(record, now: noon) }
            }
            try await group.waitForAll()
        }
        return journal
    }

    @Test("what is being asked is left out, and does not count")
    func open() async throws {
        let first = try await following(4) { "job/\($0)" }
        let keys = try await first.duePolls(now: after(10), limit: 2, except: ["job/1", "job/3"])
        #expect(keys.map(\.key) == ["job/2", "job/4"])
        #expect(
            try await first.duePolls(now: after(10), limit: 1, except: ["job/1"]).map(\.key)
                == ["job/2"])
        await first.close()
        try folder.execute("UPDATE followers SET baseline = '{' WHERE key = 'job/1'")
        let journal = try SQLiteJournal(path: folder.path())
        let others = try await journal.duePolls(now: after(10), limit: 9, except: ["job/1"])
        #expect(others.count == 3)
        #expect(try await journal.lease(now: after(10), limit: 9).isEmpty, "it was not even read")
    }

    @Test("who cannot be read is told so, and the others are asked for")
    func unreadable() async throws {
        let first = try await following(1_503) { $0 > 1_501 ? "job/\($0)" : "job/1" }
        await first.close()
        try folder.execute(
            """
            UPDATE followers SET baseline = '{' WHERE delivery_seq < 501 OR key = 'job/1503';
            UPDATE followed SET poll = '{' WHERE key = 'job/1502';
            """)
        let journal = try SQLiteJournal(path: folder.path())
        let buried = Locked<Set<String>>([])
        var polls = try await journal.duePolls(now: after(10), limit: 9, except: []) { key in
            buried.withLock { _ = $0.insert(key) }
        }
        #expect(buried.withLock { $0 } == ["job/1", "job/1502", "job/1503"])
        #expect(polls.map(\.key) == ["job/1"])
        #expect(polls[0].followers.map(\.deliverySequence) == Array(501...1_500))
        try await journal.recordPoll(polls[0], news: [:], next: after(90), now: after(20))
        polls = try await journal.duePolls(now: after(20), limit: 9)
        #expect(polls.map { $0.followers.map(\.deliverySequence) } == [[1_501]])
        let told = try await journal.lease(now: after(20), limit: 2_000)
        #expect(Set(told.map(\.deliverySequence)) == Set(Array(1...500) + [1_502, 1_503]))
        let news = News.failed(
            .invalidInput, message: "the journal's row cannot be read", report: [:])
        #expect(told.allSatisfy { $0.followed?.news == news })
    }

    @Test("a purge leaves no row behind")
    func purge() async throws {
        let journal = try await journal(folder.path(), deliveries: 5, coalescingPlan)
        let steps = try await journal.lease(now: noon, limit: 5)
        for step in steps.prefix(3) {
            _ = try await journal.claim(step, call: "a", since: noon, now: noon)
        }
        for step in steps.suffix(2) {
            let key = "job/\(step.deliverySequence)"
            try await journal.record(
                record(step, follow(key, poll: "ask"), causes: [key]), now: noon)
        }
        try await journal.tell(2, ("job/5", good), ("job/9", bad), now: after(1))
        let reader = try Connection(path: folder.path(), mode: .readOnly)
        for (table, count) in zip(Self.tables, [2, 1, 2, 2, 1, 2]) {
            let found = try Statement("SELECT count(*) FROM \(table)", on: reader)
                .first { Int($0.integer(0)) }
            #expect(found == count, "\(table)")
        }
        #expect(
            try await journal.purge(before: after(1)) == 3,
            "the news's event is needed by none, nor are the beginnings of two stories")
        try await journal.record(record(steps[0], dead, shared: "made"), now: after(2))
        for step in try await journal.lease(now: after(1_000), limit: 9) {
            try await journal.record(record(step, dead), now: after(1_000))
        }
        #expect(try await journal.purge(before: after(1)) == 1)
        for table in Self.tables + ["deliveries", "steps", "attempts", "plans"] {
            let found = try Statement("SELECT count(*) FROM \(table)", on: reader)
                .first { Int($0.integer(0)) }
            #expect(found == 0, "\(table)")
        }
    }

    @Test("a write that fails in a group leaves nothing of its follow, news or claim")
    func rollback() async throws {
        try await journal(folder.path(), deliveries: 3, coalescingPlan).close()
        let tables = try JournalTables(path: folder.path(), queueMax: 9)
        let steps = try tables.lease(now: noon, limit: 3)
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            #expect(
                try tables.claim(steps[0], call: [1], since: noon, now: noon) == .granted)
            #expect(throws: JournalError.self) {
                try tables.savepoint { (tables: JournalTables) throws(JournalError) in
                    let followed = record(
                        steps[0], follow("k", poll: "ask"), causes: ["k"], shared: "made")
                    try tables.record(followed, now: noon)
                    _ = try tables.claim(steps[1], call: [2], since: noon, now: noon)
                    _ = try tables.claim(steps[2], call: [2], since: noon, now: noon)
                    try tables.keep(EventNews(eventSequence: 1, key: "k", news: good), now: noon)
                    try tables.drop(steps[1])
                    throw JournalError(.unavailable, "the disk is gone")
                }
            }
        }
        #expect(try !tables.hasCaused("k", rule: coalescingPlan.rule))
        #expect(try tables.nextPoll() == nil)
        #expect(try tables.lease(now: after(99_999), limit: 9).isEmpty, "the leases are kept")
        try tables.transaction { (tables: JournalTables) throws(JournalError) in
            #expect(try tables.claim(steps[1], call: [1], since: noon, now: noon) == .underWay)
            #expect(try tables.claim(steps[2], call: [2], since: noon, now: noon) == .granted)
            try tables.record(record(steps[0], follow("k"), shared: "made"), now: noon)
        }
        let due = try tables.lease(now: noon, limit: 9)
        #expect(due.map(\.deliverySequence) == [2], "no news, and the claim was settled")
    }

    private func news(for poll: DuePoll) -> [Int64: News] {
        Dictionary(uniqueKeysWithValues: poll.followers.map { ($0.deliverySequence, good) })
    }
}

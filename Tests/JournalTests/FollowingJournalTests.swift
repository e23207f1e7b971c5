import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Event journal: following")
struct FollowingJournalTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test(
        "a follower that cannot be read ends as dead",
        arguments: ["DELETE FROM followers", "UPDATE followers SET news = '{}'"])
    func unreadable(sql: String) async throws {
        let first = try await journal(folder.path(), deliveries: 1)
        let step = try await first.next(noon)
        try await first.record(record(step, follow("config/1", poll: "ask")), now: noon)
        await first.close()
        try folder.execute(sql)
        let journal = try SQLiteJournal(path: folder.path())
        #expect(try await journal.lease(now: after(1_000), limit: 1).isEmpty)
        await journal.close()
        #expect(try folder.number("SELECT status = 'dead' FROM deliveries") == 1)
        #expect(try folder.number("SELECT count(*) FROM followers") == 0)
    }

    @Test("a delivery that was never tried can be taken back, once")
    func drop() async throws {
        let journal = try SQLiteJournal(path: folder.path(), queueMax: 2)
        _ = try await journal.append(sampleEvent(1))
        try await journal.recordPlans(
            through: 1, [delivery("x1", of: 1), delivery("x2", of: 1)], now: noon)
        let steps = try await journal.lease(now: noon, limit: 2)
        try await journal.drop(steps[1])
        #expect(try await journal.append(sampleEvent(2)) == .accepted(id: "e2"))
        // The next delivery gets the same row, and is another one.
        try await journal.recordPlans(through: 2, [delivery("x3", of: 2)], now: noon)
        #expect(await failure { try await journal.drop(steps[1]) }?.code == .damaged)
        let third = try await journal.next(noon)
        #expect(third.deliveryID == "x3")
        try await journal.begin(steps[0], number: 1, input: [:], at: noon)
        #expect(await failure { try await journal.drop(steps[0]) }?.code == .damaged)
        try await journal.drop(third)
        try await journal.record(
            record(steps[0], .end(.succeeded, result: nil, delivery: .succeeded)), now: noon)
        #expect(await failure { try await journal.drop(steps[0]) }?.code == .damaged)
        await journal.close()
        #expect(try folder.number("SELECT count(*) FROM deliveries") == 1)
        #expect(try folder.number("SELECT count(*) FROM steps") == 1)
    }
}

import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Event journal: leases through a gate")
struct LeaseGateTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private let all: @Sendable (DueGlance) -> Timestamp? = { _ in nil }

    @Test("what the gate lets go is handed out, once, in the order in which it became due")
    func letGo() async throws {
        let journal = try await journal(folder.path(), deliveries: 5)
        let first = try await journal.lease(now: noon, limit: 2, gate: all)
        #expect(first.steps.map(\.deliveryID) == ["x1", "x2"] && first.mayHaveMore)
        let second = try await journal.lease(now: noon, limit: 5, gate: all)
        #expect(second.steps.map(\.deliveryID) == ["x3", "x4", "x5"] && !second.mayHaveMore)
        #expect(try await journal.lease(now: noon, limit: 5, gate: all).steps.isEmpty)
    }

    @Test("what the gate puts off is due then, with as much time to try as before")
    func putOff() async throws {
        let journal = try await journal(folder.path(), deliveries: 3)
        let seen = Locked<[DueGlance]>([])
        let commits = try await journal.commits()
        let leased = try await journal.lease(now: after(5), limit: 9) { glance in
            seen.withLock { seen in
                seen.append(glance)
                return seen.count == 2 ? nil : after(1_000)
            }
        }
        #expect(leased.steps.map(\.deliveryID) == ["x2"])
        #expect(try await journal.commits() == commits + 1, "one for all")
        let glance = try #require(seen.withLock { $0 }.first)
        #expect(glance.step == samplePlan.steps[0] && !glance.isFollowing)
        #expect(glance.retriedUntil == after(samplePlan.steps[0].retry.forMilliseconds))
        #expect(try await journal.nextDue(after: after(5)) == after(1_000))
        #expect(try await journal.lease(now: after(999), limit: 9, gate: all).steps.isEmpty)
        let later = try await journal.lease(now: after(1_000), limit: 9, gate: all)
        #expect(later.steps.map(\.deliveryID) == ["x1", "x3"])
        #expect(later.steps.allSatisfy { $0.firstDueAt == noon && $0.attempts == 0 })
    }

    @Test("nobody is handed out when the putting off fails, and everybody afterwards")
    func fullDisk() async throws {
        let journal = try await journal(folder.path(), deliveries: 3)
        try await journal.execute("PRAGMA query_only = ON")
        await #expect(throws: JournalError.self) {
            try await journal.lease(now: noon, limit: 9, gate: { _ in after(1) })
        }
        try await journal.execute("PRAGMA query_only = OFF")
        #expect(try await journal.lease(now: noon, limit: 9, gate: all).steps.count == 3)
    }

    @Test("the end of what is followed is told from a step that is to be tried")
    func following() async throws {
        let journal = try await journal(folder.path(), deliveries: 1)
        let step = try await journal.next(noon)
        try await journal.begin(step, number: 1, input: ["a": 1], at: noon)
        try await journal.record(record(step, follow("config/1")), now: noon)
        let seen = Locked<[Bool]>([])
        _ = try await journal.lease(now: after(1_000), limit: 1) { glance in
            seen.withLock { $0.append(glance.isFollowing) }
            return nil
        }
        #expect(seen.withLock { $0 } == [true])
    }

    @Test("one lease puts off so many, and tells that there may be more")
    func manyPutOff() async throws {
        let journal = try await journal(folder.path(), deliveries: JournalTables.putOffMax + 2)
        let refuse: @Sendable (DueGlance) -> Timestamp? = { _ in after(1_000) }
        let first = try await journal.lease(now: noon, limit: 1, gate: refuse)
        #expect(first.steps.isEmpty && first.mayHaveMore)
        let second = try await journal.lease(now: noon, limit: 1, gate: all)
        #expect(second.steps.map(\.deliveryID) == ["x\(JournalTables.putOffMax + 1)"])
    }

    @Test("one lease reads so much of large events, and tells that there is more")
    func largeEvents() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        for number in 1...5 { _ = try await journal.append(sampleEvent(number, bytes: 1_500_000)) }
        try await journal.recordPlans(
            through: 5, (1...5).map { delivery("x\($0)", of: Int64($0)) }, now: noon)
        let first = try await journal.lease(now: noon, limit: 9, gate: all)
        #expect(first.steps.map(\.deliveryID) == ["x1", "x2", "x3"] && first.mayHaveMore)
        let second = try await journal.lease(now: noon, limit: 9, gate: all)
        #expect(second.steps.map(\.deliveryID) == ["x4", "x5"] && !second.mayHaveMore)
    }
}

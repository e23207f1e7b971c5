import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Conformance: following")
struct FollowingConformance {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test(
        "a call that is followed is due again with the news that come after it",
        arguments: JournalEngine.all)
    func newsAfter(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 1)
        let step = try await journal.next(noon)
        try await journal.begin(step, number: 1, input: ["a": 1], at: noon)
        try await journal.record(record(step, follow("config/1")), now: noon)
        #expect(try await journal.lease(now: after(999), limit: 1).isEmpty)
        #expect(try await journal.nextDue(after: noon) == after(1_000))
        try await journal.tell(2, ("config/2", bad), ("config/1", good), now: after(20))
        try await journal.tell(3, ("config/1", bad), now: after(30))
        let told = try await journal.next(after(20))
        #expect(told.followed == followed(news: good))
        #expect(told.position == 0 && told.attempts == 1 && !told.isInDoubt)
        #expect(told.input == ["a": 1] && told.results.isEmpty)
        try await journal.record(
            record(told, .move(.succeeded, result: ["id": 2], next: 1)), now: after(40))
        let second = try await journal.next(after(40))
        #expect(second.position == 1 && second.followed == nil)
        #expect(second.results == ["snapshot": ["id": 2]])
    }

    @Test(
        "news that came before the answer was recorded are not missed, the first of them",
        arguments: JournalEngine.all)
    func newsBefore(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 1)
        let step = try await journal.next(noon)
        try await journal.tell(2, ("config/1", bad), now: after(1))
        try await journal.tell(3, ("config/1", good), now: after(2))
        try await journal.record(record(step, follow("config/1", poll: "ask")), now: after(3))
        #expect(try await journal.nextPoll() == nil)
        #expect(try await journal.next(after(3)).followed == followed(news: bad))
    }

    @Test(
        "without news the step is due at the deadline, and ends once", arguments: JournalEngine.all)
    func overdue(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 1)
        let step = try await journal.next(noon)
        try await journal.record(record(step, follow("config/1", poll: "ask")), now: noon)
        let late = try await journal.next(after(1_000))
        #expect(late.followed == followed(news: nil))
        let end = record(
            late, .end(.dead, result: nil, delivery: .dead), attempt(1, .rejected, reason: .overdue)
        )
        try await journal.record(end, now: after(1_000))
        #expect(await failure { try await journal.record(end, now: noon) }?.code == .damaged)
        try await journal.tell(2, ("config/1", good), now: after(2_000))
        #expect(try await journal.lease(now: after(9_000), limit: 1).isEmpty)
        #expect(try await journal.nextPoll() == nil)
    }

    @Test(
        "following survives a restart at any moment", arguments: JournalEngine.all, [false, true])
    func restart(engine: JournalEngine, isLeased: Bool) async throws {
        let first = try await engine.journal(folder.path(), deliveries: 2)
        for step in try await first.lease(now: noon, limit: 2) {
            let key = "config/\(step.deliverySequence)"
            try await first.record(record(step, follow(key, poll: "ask")), now: noon)
        }
        try await first.tell(2, ("config/1", good), now: after(5))
        if isLeased { #expect(try await first.lease(now: after(5), limit: 9).count == 1) }
        let restarted = try await engine.open(try await engine.crashCopy(folder, to: "copy.db"))
        let told = try await restarted.lease(now: after(5), limit: 9)
        #expect(told.map(\.deliveryID) == ["x1"])
        #expect(told.first?.followed == followed(news: good))
        #expect(told.first?.isInDoubt == false)
        #expect(try await restarted.nextPoll() == after(10))
        #expect(try await restarted.duePolls(now: after(10), limit: 9).map(\.key) == ["config/2"])
        try await restarted.tell(3, ("config/2", bad), now: after(6))
        #expect(try await restarted.next(after(6)).followed?.news == bad)
    }

    @Test("two followers of one key hear the same news", arguments: JournalEngine.all)
    func twoFollowers(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 3)
        let steps = try await journal.lease(now: noon, limit: 3)
        for step in steps.prefix(2) {
            try await journal.record(record(step, follow("config/1")), now: noon)
        }
        try await journal.tell(2, ("config/1", good), now: after(1))
        try await journal.record(record(steps[2], follow("config/1")), now: after(2))
        let told = try await journal.lease(now: after(2), limit: 9)
        #expect(told.map(\.deliveryID) == ["x1", "x2", "x3"])
        #expect(told.allSatisfy { $0.followed == followed(news: good) })
    }

    @Test("a reader tells of a following step with its result", arguments: JournalEngine.all)
    func story(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 1)
        let step = try await journal.next(noon)
        try await journal.record(record(step, follow("config/1")), now: noon)
        let reader = try await engine.read(folder.path())
        let told = try await reader.event("e1")?["deliveries"]?[0]
        #expect(told?["status"] == "following" && told?["steps"]?[0]?["status"] == "following")
        #expect(told?["steps"]?[0]?["result"] == ["id": "config/1"])
        #expect(told?["steps"]?[0]?["attempts"]?[0]?["outcome"] == "succeeded")
        let outcome = try await reader.outcome(of: "e1", source: "topic", apartFrom: "")
        #expect(outcome?.status == .pending)
        #expect(outcome?.deliveries[0]?["steps"]?[0]?["status"] == "following")
        #expect(outcome?.deliveries[0]?["steps"]?[0]?["result"] == ["id": "config/1"])
        #expect(try await reader.counts().openDeliveries == 1)
        #expect(try await reader.events(limit: 1).first?.deliveries.first?.status == .following)
    }

    @Test("a step that is tried again follows no more", arguments: JournalEngine.all)
    func triedAgain(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 1)
        var step = try await journal.next(noon)
        try await journal.record(record(step, follow("config/1", poll: "ask")), now: noon)
        step = try await journal.next(after(1_000))
        try await journal.record(record(step, .wait(until: after(1_100))), now: after(1_000))
        try await journal.tell(2, ("config/1", good), now: after(1_001))
        #expect(try await journal.nextPoll() == nil)
        #expect(try await journal.lease(now: after(1_099), limit: 1).isEmpty)
        let again = try await journal.next(after(1_100))
        #expect(again.followed == nil && again.attempts == 1)
    }

    // MARK: Waiting for a turn

    @Test(
        "a step that waits for its turn is due later, for the first time",
        arguments: JournalEngine.all)
    func postpone(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 1)
        var step = try await journal.next(noon)
        try await journal.postpone(step, until: after(50))
        #expect(try await journal.lease(now: after(49), limit: 1).isEmpty)
        step = try await journal.next(after(50))
        #expect(step.firstDueAt == after(50) && step.attempts == 0 && !step.isInDoubt)
        try await journal.begin(step, number: 1, input: [:], at: after(50))
        try await journal.record(record(step, .wait(until: after(60))), now: after(50))
        step = try await journal.next(after(60))
        try await journal.postpone(step, until: after(90))
        step = try await journal.next(after(90))
        #expect(step.firstDueAt == after(50) && step.attempts == 1)
        try await journal.record(
            record(step, .end(.succeeded, result: nil, delivery: .succeeded)), now: after(90))
        let late = await failure { try await journal.postpone(step, until: noon) }
        #expect(late?.code == .damaged)
    }

    @Test(
        "a step that follows can be put off too, and goes on following",
        arguments: JournalEngine.all)
    func postponeFollowing(engine: JournalEngine) async throws {
        let first = try await engine.journal(folder.path(), deliveries: 1)
        var step = try await first.next(noon)
        try await first.begin(step, number: 1, input: [:], at: noon)
        try await first.record(record(step, follow("config/1", poll: "ask")), now: noon)
        step = try await first.next(after(1_000))
        try await first.postpone(step, until: after(1_500))
        #expect(try await first.nextPoll() == after(10), "it is still asked for")
        #expect(try await first.lease(now: after(1_499), limit: 1).isEmpty)
        let journal = try await engine.open(try await engine.crashCopy(folder, to: "copy.db"))
        step = try await journal.next(after(1_500))
        #expect(step.followed == followed(news: nil))
        #expect(step.firstDueAt == noon && step.attempts == 1 && !step.isInDoubt)
        try await journal.postpone(step, until: after(2_000))
        try await journal.tell(2, ("config/1", good), now: after(1_600))
        step = try await journal.next(after(1_600))
        #expect(step.followed == followed(news: good))
    }

    @Test(
        "a record brings the input of a step that was never begun, and changes no other",
        arguments: JournalEngine.all)
    func input(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 2)
        let steps = try await journal.lease(now: noon, limit: 2)
        try await journal.begin(steps[1], number: 1, input: ["a": 1], at: noon)
        for step in steps {
            try await journal.record(
                record(step, .wait(until: after(1)), input: ["b": 2]), now: noon)
        }
        let again = try await journal.lease(now: after(1), limit: 2)
        #expect(again.map(\.input) == [["b": 2], ["a": 1]])
    }

    // MARK: The loop guard

    @Test("what a call has caused is known of its rule", arguments: JournalEngine.all)
    func causes(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 1)
        let step = try await journal.next(noon)
        #expect(try await !journal.hasCaused("config/1", rule: "snapshot"))
        let done = record(
            step, .end(.succeeded, result: nil, delivery: .succeeded),
            causes: ["config/1", "config/1", "job/2"])
        try await journal.record(done, now: noon)
        #expect(try await journal.hasCaused("config/1", rule: "snapshot"))
        #expect(try await journal.hasCaused("job/2", rule: "snapshot"))
        #expect(try await !journal.hasCaused("config/1", rule: "other"))
        #expect(try await !journal.hasCaused("config/2", rule: "snapshot"))
    }

    @Test(
        "a mark of a rule stands for one key, the oldest first, and not for ever",
        arguments: JournalEngine.all)
    func marks(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 1)
        let step = try await journal.next(noon)
        func mark(_ time: Timestamp) -> String { "config?/eu/000\(time.milliseconds)" }
        let done = record(
            step, .end(.uncertain, result: nil, delivery: .uncertain),
            causes: [mark(noon), mark(after(5)), "config?/us/000\(noon.milliseconds)"])
        try await journal.record(done, now: noon)
        func adopt(_ key: String, since: Timestamp, rule: String = "snapshot") async throws -> Bool
        {
            try await journal.adopt(key, rule: rule, marks: "config?/eu/", since: since)
        }
        #expect(try await !adopt("config/1", since: noon, rule: "other"))
        #expect(try await !adopt("config/1", since: after(6)))
        #expect(try await adopt("config/1", since: noon))
        #expect(try await journal.hasCaused("config/1", rule: "snapshot"))
        #expect(try await !journal.hasCaused(mark(noon), rule: "snapshot"))
        #expect(try await adopt("config/2", since: noon))
        #expect(try await !adopt("config/3", since: noon))
    }

    @Test(
        "who waits for a turn can be made to ask again; who backs off or follows goes on waiting",
        arguments: JournalEngine.all)
    func queueAnew(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 3)
        let steps = try await journal.lease(now: noon, limit: 3)
        try await journal.postpone(steps[0], until: after(900))
        try await journal.begin(steps[1], number: 1, input: [:], at: noon)
        try await journal.record(record(steps[1], .wait(until: after(800))), now: noon)
        try await journal.record(record(steps[2], follow("config/1")), now: noon)
        #expect(try await journal.lease(now: after(1), limit: 3).isEmpty)
        try await journal.queueAnew(now: after(1))
        let due = try await journal.lease(now: after(1), limit: 3)
        #expect(due.map(\.deliverySequence) == [steps[0].deliverySequence])
    }

    @Test(
        "with the last delivery of a plan the plan goes, and can be made again",
        arguments: JournalEngine.all)
    func dropPlan(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 1)
        try await journal.drop(try await journal.next(noon))
        let other = PlannedDelivery(rule: "other", steps: samplePlan.steps)
        for (number, plan) in [(2, other), (3, samplePlan)] {
            _ = try await journal.append(sampleEvent(number))
            try await journal.recordPlans(
                through: Int64(number), [delivery("x\(number)", of: Int64(number), plan)], now: noon
            )
            #expect(try await journal.next(noon).plan == plan)
        }
    }

    private func followed(news: News?) -> FollowedStep {
        FollowedStep(
            key: "config/1", deadline: after(1_000), news: news, result: ["id": "config/1"])
    }
}

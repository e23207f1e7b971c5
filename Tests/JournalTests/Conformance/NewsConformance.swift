import Events
import JSON
import Lifecycle
import SQLite
import Testing

@testable import Journal

@Suite("Conformance: asking for news")
struct NewsConformance {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    private let dead = StepTransition.end(.dead, result: nil, delivery: .dead)

    @Test(
        "a key is asked for all who follow it, and again for those without news",
        arguments: JournalEngine.all)
    func poll(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 4)
        #expect(try await journal.nextPoll() == nil)
        let steps = try await journal.lease(now: noon, limit: 4)
        for (step, at) in zip(steps, [20, 10, 30, 40]) {
            let number = JSONValue.number(JSONNumber(at))
            let transition = follow(
                step.deliveryID == "x4" ? "job/2" : "job/1", baseline: number,
                poll: ["of": number], pollAt: after(Int64(at)))
            try await journal.record(record(step, transition), now: noon)
        }
        #expect(try await journal.nextPoll() == after(10))
        #expect(try await journal.duePolls(now: after(9), limit: 9).isEmpty)
        #expect(try await journal.duePolls(now: after(40), limit: 1).map(\.key) == ["job/1"])
        let polls = try await journal.duePolls(now: after(40), limit: 9)
        let first = try #require(polls.first)
        #expect(polls.map(\.key) == ["job/1", "job/2"])
        #expect(first.poll == ["of": 20] && first.polls == 0)
        #expect(first.followers.map(\.deliverySequence) == [1, 2, 3])
        #expect(first.followers.map(\.baseline) == [20, 10, 30])
        try await journal.recordPoll(
            first, news: [1: good, 3: bad], next: after(90), now: after(50))
        let told = try await journal.lease(now: after(50), limit: 9)
        #expect(told.map(\.deliveryID) == ["x1", "x3"])
        #expect(told.map(\.followed?.news) == [good, bad])
        #expect(try await journal.nextPoll() == after(40))
        let second = try #require(try await journal.duePolls(now: after(90), limit: 9).last)
        #expect(second.key == "job/1" && second.polls == 1)
        #expect(second.followers.map(\.deliverySequence) == [2])
        try await journal.recordPoll(second, news: [:], next: after(200), now: after(90))
        #expect(try await journal.duePolls(now: after(199), limit: 9).map(\.key) == ["job/2"])
        let third = try #require(try await journal.duePolls(now: after(200), limit: 9).last)
        #expect(third.polls == 2)
        try await journal.recordPoll(third, news: [2: good], next: after(300), now: after(200))
        #expect(try await journal.duePolls(now: after(999), limit: 9).map(\.key) == ["job/2"])
    }

    @Test(
        "an answer is for those who wait for that key, and comes once", arguments: JournalEngine.all
    )
    func lateAnswer(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 2)
        for step in try await journal.lease(now: noon, limit: 2) {
            let key = "job/\(step.deliverySequence)"
            try await journal.record(record(step, follow(key, poll: "ask")), now: noon)
        }
        let poll = try #require(try await journal.duePolls(now: after(10), limit: 1).first)
        try await journal.tell(2, ("job/1", good), now: after(20))
        try await journal.recordPoll(
            poll, news: [1: bad, 2: bad, 7: bad], next: after(99), now: after(30))
        let told = try await journal.next(after(30))
        #expect(told.deliveryID == "x1" && told.followed?.news == good)
        #expect(try await journal.lease(now: after(30), limit: 1).isEmpty)
        #expect(try await journal.duePolls(now: after(99), limit: 9).map(\.key) == ["job/2"])
        let other = try #require(try await journal.lease(now: after(1_000), limit: 1).first)
        try await journal.record(
            record(other, .end(.dead, result: nil, delivery: .dead)), now: after(1_000))
        #expect(try await journal.nextPoll() == nil, "nobody follows any more")
    }

    @Test(
        "ten thousand followers of one key: served a thousand by a poll, told at once",
        arguments: JournalEngine.all)
    func manyFollowers(engine: JournalEngine) async throws {
        let few = try await serveFollowers(engine, 1_000)
        let many = try await serveFollowers(engine, 10_000)
        #expect(Self.isInProportion(many.polling, few.polling), "\(few), \(many)")
        #expect(Self.isInProportion(many.telling, few.telling), "\(few), \(many)")
    }

    /// Whether ten times as many do not cost a hundred times as much, in wide bounds: a machine
    /// under load halts now and then.
    private static func isInProportion(_ many: Duration, _ few: Duration) -> Bool {
        many < few * 30 + .seconds(3)
    }

    /// The time that it takes to serve so many followers of one key by polls, and by an event.
    private func serveFollowers(
        _ engine: JournalEngine, _ count: Int
    ) async throws -> (polling: Duration, telling: Duration) {
        let journal = try await following(engine, count) { _ in "job/1" }
        let clock = ContinuousClock()
        var served: [Int64] = []
        var asked = 0
        let polling = try await clock.measure {
            while let poll = try await journal.duePolls(now: after(10), limit: 9).first {
                #expect(poll.polls == 0)
                asked += 1
                served += poll.followers.map(\.deliverySequence)
                try await journal.recordPoll(
                    poll, news: [served[served.count - 1]: good], next: after(500), now: after(10))
            }
        }
        #expect(asked == count / 1_000 && served == Array(1...Int64(count)))
        #expect(try await journal.nextPoll() == after(500))
        #expect(try await journal.duePolls(now: after(500), limit: 1).first?.polls == 1)
        let telling = try await clock.measure {
            try await journal.tell(2, ("job/1", good), now: after(600))
        }
        #expect(try await journal.nextPoll() == nil)
        #expect(try await journal.leaseAll(now: after(600)).count == count)
        return (polling, telling)
    }

    @Test(
        "those of a part that has gone are no reason to ask for nobody",
        arguments: JournalEngine.all)
    func partGone(engine: JournalEngine) async throws {
        let journal = try await following(engine, 1_001) { _ in "job/1" }
        let poll = try #require(try await journal.duePolls(now: after(10), limit: 1).first)
        try await journal.recordPoll(poll, news: [:], next: after(500), now: after(10))
        let late = try await journal.lease(now: after(1_000), limit: 2_000)
        let last = try #require(late.last)
        #expect(last.deliverySequence == 1_001)
        try await journal.record(
            record(last, .end(.dead, result: nil, delivery: .dead)), now: after(20))
        let again = try #require(try await journal.duePolls(now: after(20), limit: 1).first)
        #expect(again.followers.count == 1_000 && again.followers == poll.followers)
    }

    @Test(
        "a question that is put off comes later, counts for nothing and keeps its place",
        arguments: JournalEngine.all)
    func putOff(engine: JournalEngine) async throws {
        let journal = try await following(engine, 1_500) { _ in "job/1" }
        var poll = try #require(try await journal.duePolls(now: after(10), limit: 1).first)
        try await journal.putOff(poll, until: after(50))
        #expect(try await journal.nextPoll() == after(50))
        poll = try #require(try await journal.duePolls(now: after(50), limit: 1).first)
        #expect(poll.followers.count == 1_000 && poll.polls == 0)
        var answers = news(for: poll)
        answers[1] = nil
        try await journal.recordPoll(poll, news: answers, next: after(99), now: after(50))
        poll = try #require(try await journal.duePolls(now: after(50), limit: 1).first)
        try await journal.putOff(poll, until: after(70))
        #expect(try await journal.duePolls(now: after(69), limit: 1).isEmpty)
        poll = try #require(try await journal.duePolls(now: after(70), limit: 1).first)
        #expect(poll.followers.map(\.deliverySequence) == Array(1_001...1_500) && poll.polls == 0)
        try await journal.recordPoll(poll, news: news(for: poll), next: after(99), now: after(70))
        #expect(try await journal.lease(now: after(70), limit: 2_000).count == 1_499)
        poll = try #require(try await journal.duePolls(now: after(99), limit: 1).first)
        #expect(poll.followers.map(\.deliverySequence) == [1] && poll.polls == 1)
        try await journal.recordPoll(poll, news: news(for: poll), next: after(199), now: after(99))
        #expect(try await journal.nextPoll() == nil)
        #expect(try await journal.lease(now: after(99), limit: 2_000).count == 1)
    }

    @Test(
        "who joins during a question need not wait as long as the others",
        arguments: JournalEngine.all)
    func newcomer(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 3)
        let steps = try await journal.lease(now: noon, limit: 3)
        func join(_ number: Int, at time: Int64) async throws {
            let transition = follow("job/1", poll: "ask", pollAt: after(time))
            try await journal.record(record(steps[number], transition), now: noon)
        }
        func due(_ time: Int64) async throws -> DuePoll {
            try #require(try await journal.duePolls(now: after(time), limit: 1).first)
        }
        try await join(0, at: 10)
        try await journal.recordPoll(try await due(10), news: [:], next: after(20), now: after(10))
        let second = try await due(20)
        #expect(second.polls == 1)
        try await join(1, at: 25)
        try await journal.recordPoll(second, news: [:], next: after(80), now: after(22))
        #expect(try await journal.nextPoll() == after(25))
        let third = try await due(25)
        #expect(third.polls == 0 && third.followers.count == 2)
        try await join(2, at: 99)
        try await journal.recordPoll(third, news: [:], next: after(50), now: after(26))
        #expect(try await journal.nextPoll() == after(50), "not later either")
        #expect(try await due(50).polls == 0)
        try await journal.recordPoll(try await due(50), news: [:], next: after(60), now: after(50))
        #expect(try await due(60).polls == 1)
    }

    @Test(
        "the answer to an old question does not put off a new one of that key",
        arguments: JournalEngine.all)
    func oldQuestion(engine: JournalEngine) async throws {
        let journal = try await engine.journal(folder.path(), deliveries: 2)
        let steps = try await journal.lease(now: noon, limit: 2)
        try await journal.record(record(steps[0], follow("job/1", poll: "ask")), now: noon)
        let poll = try #require(try await journal.duePolls(now: after(10), limit: 1).first)
        let told = try await journal.next(after(1_000))
        try await journal.record(record(told, dead), now: after(1_000))
        let later = follow("job/1", poll: "ask", pollAt: after(1_010))
        try await journal.record(record(steps[1], later), now: after(1_000))
        try await journal.recordPoll(poll, news: [:], next: after(2_000), now: after(1_001))
        #expect(try await journal.nextPoll() == after(1_010))
    }

    @Test(
        "ten thousand keys cost little to read, to answer and to tell", arguments: JournalEngine.all
    )
    func manyKeys(engine: JournalEngine) async throws {
        let few = try await serveKeys(engine, 1_000)
        let many = try await serveKeys(engine, 10_000)
        #expect(Self.isInProportion(many.reading, few.reading), "\(few), \(many)")
        #expect(Self.isInProportion(many.answering, few.answering), "\(few), \(many)")
        #expect(Self.isInProportion(many.telling, few.telling), "\(few), \(many)")
    }

    /// The time that it takes to read, to answer and to tell so many keys.
    private func serveKeys(
        _ engine: JournalEngine, _ count: Int
    ) async throws -> (reading: Duration, answering: Duration, telling: Duration) {
        let journal = try await following(engine, count) { "job/\($0)" }
        let clock = ContinuousClock()
        var polls: [DuePoll] = []
        let reading = try await clock.measure {
            polls = try await journal.duePolls(now: after(10), limit: 20_000)
        }
        #expect(polls.count == count)
        let answering = await clock.measure {
            await withTaskGroup(of: Void.self) { group in
                for poll in polls {
                    group.addTask {
                        try? await journal.recordPoll(
                            poll, news: [:], next: after(100), now: after(20))
                    }
                }
            }
        }
        #expect(try await journal.nextPoll() == after(100))
        _ = try await journal.append(sampleEvent(2))
        let news = (1...count).map { number in
            EventNews(eventSequence: 2, key: "job/\(number)", news: good)
        }
        let telling = try await clock.measure {
            try await journal.recordPlans(through: 2, [], news: news, now: after(30))
        }
        #expect(try await journal.nextPoll() == nil)
        #expect(try await journal.leaseAll(now: after(30)).count == count)
        return (reading, answering, telling)
    }

    private func news(for poll: DuePoll) -> [Int64: News] {
        Dictionary(uniqueKeysWithValues: poll.followers.map { ($0.deliverySequence, good) })
    }

    /// A journal in which `x1`, `x2`, … follow and are asked for news from `after(10)` on.
    private func following(
        _ engine: JournalEngine, _ count: Int, key: (Int64) -> String
    ) async throws -> any EventJournal {
        let journal = try await engine.journal(folder.path("\(count).db"), deliveries: count)
        let steps = try await journal.leaseAll(now: noon)
        let records = steps.map { record($0, follow(key($0.deliverySequence), poll: "ask")) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for record in records {
                group.addTask { try await journal.record(record, now: noon) }
            }
            try await group.waitForAll()
        }
        return journal
    }
}

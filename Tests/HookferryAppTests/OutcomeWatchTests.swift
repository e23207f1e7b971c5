import Deliveries
import Events
import HTTP
import Intake
import JSON
import Journal
import Lifecycle
import Telemetry
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Outcome watch", .timeLimit(.minutes(3)))
struct OutcomeWatchTests {
    private let directory: TemporaryDirectory
    private let journal: SQLiteJournal
    private let watch: OutcomeWatch
    private let asked = Locked<[Int64]>([])
    private let lines = Locked<[String]>([])
    /// Otherwise time stands still.
    private let timeFlies = Locked(false)

    init() throws {
        directory = try TemporaryDirectory()
        journal = try SQLiteJournal(path: "\(directory.path)/journal.db")
        let surroundings = Surroundings(
            clock: .system,
            sleep: { [asked, timeFlies] milliseconds in
                asked.withLock { $0.append(milliseconds) }
                guard !timeFlies.withLock({ $0 }) else { return }
                try? await Task.sleep(for: .seconds(3_600))
            }, random: { 0 })
        watch = OutcomeWatch(
            try JournalReader(path: "\(directory.path)/journal.db"), surroundings: surroundings,
            logger: Logger(
                format: .json, threshold: .info, time: { "" },
                write: { [lines] line in lines.withLock { $0.append(line) } }))
    }

    private func append(_ id: String) async throws {
        _ = try await journal.append(
            Event(
                EventEnvelope(id: id, source: "ci", detailType: "d", time: "", detail: [:]),
                intake: IntakeRecord(
                    id: id, source: "pipeline", type: "token",
                    receivedAt: Timestamp(milliseconds: 0), deliveryID: id, verified: "token")))
    }

    /// As the engine does it when no rule wants the events so far.
    private func plan(_ id: String, through sequence: Int64) async throws {
        try await journal.recordPlans(through: sequence, [], now: Timestamp(milliseconds: 0))
        watch.settled(id)
    }

    private func answer(
        _ id: String, source: String = "pipeline", within milliseconds: Int64 = 5_000
    ) async -> OutcomeAnswer {
        await watch.answer(
            OutcomeQuestion(id: id, source: source, waitMilliseconds: milliseconds))
    }

    private func waiting(_ count: Int) async {
        while !Task.isCancelled, watch.count != count { await Task.yield() }
    }

    private let pending = OutcomeAnswer.known(EventOutcome(.pending))
    private let noMatch = OutcomeAnswer.known(EventOutcome(.noMatch))

    @Test("those who wait for an event are woken by its end, and by nothing else")
    func woken() async throws {
        for id in ["a", "b"] { try await append(id) }
        async let first = answer("a")
        async let second = answer("a")
        async let other = answer("b")
        await waiting(3)
        watch.settled("a")
        watch.settled("nobody's")
        try await plan("a", through: 1)
        #expect(await [first, second] == [noMatch, noMatch])
        #expect(watch.count == 1, "b has not been planned")
        try await plan("b", through: 2)
        #expect(await other == noMatch)
        #expect(watch.count == 0)
    }

    @Test("whoever does not wait, or has nothing to wait for, is answered at once")
    func atOnce() async throws {
        try await append("a")
        #expect(await answer("a", within: 0) == pending)
        #expect(await answer("b") == .unknown)
        #expect(await answer("a", source: "other") == .unknown)
        try await plan("a", through: 1)
        #expect(await answer("a") == noMatch)
        #expect(watch.count == 0)
    }

    @Test("when the time is over the answer is what is known by then")
    func timeOut() async throws {
        try await append("a")
        timeFlies.withLock { $0 = true }
        #expect(await answer("a", within: 299_000) == pending)
        #expect(asked.withLock { $0 } == [299_000])
        #expect(watch.count == 0)
    }

    @Test("draining answers all who wait, and those who come later at once")
    func drain() async throws {
        try await append("a")
        async let first = answer("a")
        async let second = answer("a")
        await waiting(2)
        watch.drain()
        #expect(await [first, second] == [pending, pending])
        #expect(await answer("a") == pending)
        #expect(watch.count == 0)
    }

    @Test("whoever is cancelled is forgotten at once, and nobody else is disturbed")
    func cancelled() async throws {
        try await append("a")
        async let other = answer("a")
        let gone = Task { await answer("a") }
        await waiting(2)
        gone.cancel()
        #expect(await gone.value == pending)
        #expect(watch.count == 1)
        try await plan("a", through: 1)
        #expect(await other == noMatch)
        #expect(watch.count == 0)
    }

    @Test("cancelled, settled and drained at the same moment: one answer for everybody")
    func everythingAtOnce() async throws {
        for number in 1...200 {
            let id = "e\(number)"
            try await append(id)
            let gone = Task { await answer(id) }
            async let other = answer(id)
            if number.isMultiple(of: 2) { await Task.yield() }
            gone.cancel()
            if number == 200 { watch.drain() }
            try await plan(id, through: Int64(number))
            #expect([pending, noMatch].contains(await gone.value))
            let answers = number < 200 ? [noMatch] : [noMatch, pending]
            #expect(answers.contains(await other))
        }
        #expect(watch.count == 0)
    }

    @Test("an end that nobody told of is found by the last look")
    func untold() async throws {
        try await append("a")
        async let late = answer("a")
        await waiting(1)
        try await journal.recordPlans(through: 1, [], now: Timestamp(milliseconds: 0))
        watch.drain()
        #expect(await late == noMatch)
    }

    @Test("no end is missed, however close it is to the beginning of the wait")
    func noneIsMissed() async throws {
        for number in 1...300 {
            let id = "e\(number)"
            try await append(id)
            async let first = answer(id)
            async let second = answer(id)
            try await plan(id, through: Int64(number))
            #expect(await [first, second] == [noMatch, noMatch])
        }
        #expect(watch.count == 0)
    }

    @Test("a journal that is closed or damaged cannot tell, and keeps nobody waiting")
    func unavailable() async throws {
        try await append("a")
        let delivery = NewDelivery(
            id: "x", eventSequence: 1, plan: PlannedDelivery(rule: "r", steps: []))
        try await journal.recordPlans(through: 1, [delivery], now: Timestamp(milliseconds: 0))
        await journal.close()
        _ = try Python.run(
            """
            import sqlite3, sys
            journal = sqlite3.connect(sys.argv[1])
            journal.execute("UPDATE deliveries SET due_at = NULL, status = 'dead'")
            journal.execute("DROP TABLE plans")
            journal.commit()
            """, ["\(directory.path)/journal.db"])
        #expect(await answer("a") == .unavailable)
        #expect(lines.withLock { $0.count } == 1)
        watch.close()
        #expect(await answer("a") == .unavailable)
        #expect(watch.count == 0)
    }
}

import Events
import JSON
import Lifecycle
import SQLite
import Testing

@testable import Journal

@Suite("Event search")
struct EventSearchTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    /// Six events a second apart: e1 and e4 of `other`; e2 ended well, e3 is dead at `messages`,
    /// e4 waits, e5 matched nothing, e6 no rule has looked at.
    private func filled() async throws -> (SQLiteJournal, JournalReader) {
        let journal = try SQLiteJournal(path: folder.path())
        for number in 1...6 {
            let source = number % 3 == 1 ? "other" : "topic"
            _ = try await journal.append(
                sampleEvent(number, source: source, at: after(Int64(number) * 1_000)))
        }
        try await journal.recordPlans(
            through: 5,
            [
                delivery("x1", of: 1), delivery("x2", of: 2, messagePlan),
                delivery("x3", of: 3, messagePlan), delivery("x3b", of: 3),
                delivery("x4", of: 4, messagePlan),
            ], now: noon)
        for step in try await journal.lease(now: noon, limit: 9) {
            switch step.deliveryID {
            case "x1": try await journal.record(record(step, .ended(.uncertain)), now: noon)
            case "x2": try await journal.record(record(step, delivered), now: noon)
            case "x3":
                try await journal.record(
                    record(step, .ended(.dead), failure: ["reason": "refused"]), now: noon)
            default: break
            }
        }
        return (journal, try JournalReader(path: folder.path()))
    }

    @Test(
        "a filter takes what it says, newest first",
        arguments: [
            (EventFilter(), [6, 5, 4, 3, 2, 1]),
            (EventFilter(source: "other"), [4, 1]),
            (EventFilter(source: "nobody"), []),
            (EventFilter(rule: "messages"), [4, 3, 2]),
            (EventFilter(status: .delivery(.dead)), [3]),
            (EventFilter(status: .delivery(.uncertain)), [1]),
            (EventFilter(status: .delivery(.pending)), [4, 3]),
            (EventFilter(status: .delivery(.succeeded)), [2]),
            (EventFilter(status: .noMatch), [5]),
            (EventFilter(status: .unplanned), [6]),
            (EventFilter(rule: "snapshot", status: .delivery(.dead)), []),
            (EventFilter(rule: "messages", status: .delivery(.dead)), [3]),
            (EventFilter(rule: "messages", status: .delivery(.pending)), [4]),
            (EventFilter(source: "other", status: .delivery(.dead)), []),
            (EventFilter(rule: "messages", status: .noMatch), []),
            (EventFilter(since: after(3_000)), [6, 5, 4, 3]),
            (EventFilter(until: after(3_000)), [2, 1]),
            (EventFilter(since: after(2_000), until: after(4_000)), [3, 2]),
            (EventFilter(since: after(4_000), until: after(4_000)), []),
            (EventFilter(source: "other", since: after(2_000)), [4]),
            (EventFilter(status: .delivery(.dead), until: after(3_000)), []),
            (EventFilter(text: "SENDER-3"), [3]),
            (EventFilter(text: "sender-_"), []),
            (EventFilter(text: "sender%3"), []),
            (EventFilter(text: "\\"), []),
            (EventFilter(status: .delivery(.dead), text: "sender-4"), []),
            (EventFilter(status: .delivery(.dead), text: "sender-3"), [3]),
        ])
    func filters(filter: EventFilter, wanted: [Int]) async throws {
        let (_, reader) = try await filled()
        let page = try await reader.events(matching: filter, limit: 9)
        #expect(page.events.map(\.id) == wanted.map { "e\($0)" })
        #expect(page.next == nil)
    }

    @Test("percent signs and underscores are looked for like any other character")
    func patterns() async throws {
        let journal = try SQLiteJournal(path: folder.path())
        _ = try await journal.append(sampleEvent(1, delivery: "90%_done\\"))
        let reader = try JournalReader(path: folder.path())
        for text in ["90%_D", "%", "_", "%_"] {
            let page = try await reader.events(matching: EventFilter(text: text), limit: 9)
            #expect(page.events.map(\.id) == ["e1"], "\(text)")
        }
        #expect(try await reader.events(matching: EventFilter(text: "9_%"), limit: 9).events == [])
    }

    @Test("pages follow each other to the end, whatever the filter")
    func pages() async throws {
        let (_, reader) = try await filled()
        for (filter, count) in [
            (EventFilter.all, 6), (EventFilter(source: "topic"), 4),
            (EventFilter(status: .delivery(.pending)), 2), (EventFilter(since: after(2_000)), 5),
        ] {
            for limit in 1...7 {
                var ids: [String] = []
                var next: String?
                repeat {
                    let page = try await reader.events(
                        matching: filter, limit: limit, before: next)
                    #expect(page.events.count <= limit)
                    ids += page.events.map(\.id)
                    next = page.next
                } while next != nil && ids.count < 99
                #expect(ids.count == count && Set(ids).count == count)
            }
        }
        let error = await failure {
            _ = try await reader.events(matching: .all, limit: 9, before: "e99")
        }
        #expect(error?.code == .unknownPlace)
        #expect(try await reader.events(matching: .all, limit: 0) == EventPage())
        #expect(try await reader.events(matching: .all, limit: .max).events.count == 6)
        #expect(try await reader.contains("e1"))
        #expect(try await !reader.contains("e99"))
    }

    @Test("what is rare is looked for in parts, also across a gap")
    func parts() async throws {
        try await SQLiteJournal(path: folder.path()).close()
        let count = JournalReader.lookedAtMax * 2 + 7
        // A third of them is gone.
        try folder.execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
            INSERT INTO events SELECT i, 'e' || i, iif(i = 5, 'rare', 'topic'), i, x'', 's', 't', ''
            FROM n WHERE i < 10 OR i > \(count / 2);
            UPDATE progress SET value = \(count);
            """)
        let reader = try JournalReader(path: folder.path())
        var next: String?
        var ids: [String] = []
        var pages = 0
        repeat {
            let page = try await reader.events(
                matching: EventFilter(source: "rare"), limit: 3, before: next)
            ids += page.events.map(\.id)
            next = page.next
            pages += 1
        } while next != nil && pages < 9
        #expect(ids == ["e5"])
        #expect(pages > 1)
    }

    @Test("dead letters are walked from the last back; an event with several stands there once")
    func deadPages() async throws {
        let path = folder.path()
        let journal = try SQLiteJournal(path: path)
        for number in 1...9 { _ = try await journal.append(sampleEvent(number)) }
        var planned: [NewDelivery] = []
        for number in 1...9 {
            planned += ["a", "b"].map { delivery("x\(number)\($0)", of: Int64(number)) }
        }
        try await journal.recordPlans(through: 9, planned, now: noon)
        for step in try await journal.lease(now: noon, limit: 99) where step.deliveryID != "x5b" {
            try await journal.record(record(step, .ended(.dead)), now: noon)
        }
        let reader = try JournalReader(path: path)
        var ids: [String] = []
        var next: String?
        repeat {
            let page = try await reader.events(
                matching: EventFilter(status: .delivery(.dead)), limit: 2, before: next)
            ids += page.events.map(\.id)
            next = page.next
        } while next != nil && ids.count < 99
        #expect(ids == (1...9).reversed().map { "e\($0)" })
        let text = EventFilter(rule: "snapshot", status: .delivery(.dead), text: "sender-5")
        #expect(try await reader.events(matching: text, limit: 9).events.map(\.id) == ["e5"])

        let connection = try Connection(path: path, mode: .readOnly)
        let plan = try Statement("EXPLAIN QUERY PLAN \(EventSearch.deadEvents)", on: connection)
            .all { $0.text(3) }
        #expect(plan.allSatisfy { !$0.contains("TEMP B-TREE") && !$0.hasPrefix("SCAN") }, "\(plan)")
    }

    @Test("new events are told once, oldest first, when the rules have looked at them")
    func newEvents() async throws {
        let (journal, reader) = try await filled()
        var place = try await reader.place(of: .all)
        #expect(place == 5)
        #expect(try await reader.place(of: EventFilter(since: after(3_000))) == 2)
        #expect(try await reader.place(of: EventFilter(since: after(99_000))) == 5)
        #expect(
            try await reader.newEvents(matching: .all, after: place, limit: 9)
                == NewEvents(through: 5))
        for number in 7...9 { _ = try await journal.append(sampleEvent(number)) }
        try await journal.recordPlans(through: 8, [delivery("x8", of: 8)], now: noon)
        var found = try await reader.newEvents(matching: .all, after: place, limit: 2)
        #expect(found.events.map(\.id) == ["e6", "e7"] && found.through == 7)
        place = found.through
        found = try await reader.newEvents(matching: .all, after: place, limit: 2)
        #expect(found.events.map(\.id) == ["e8"] && found.through == 8)
        #expect(found.events.first?.deliveries.map(\.id) == ["x8"])
        found = try await reader.newEvents(
            matching: EventFilter(status: .noMatch), after: 0, limit: 9)
        #expect(found.events.map(\.id) == ["e5", "e6", "e7"] && found.through == 8)
    }

    @Test("dead letters are listed in their order, by rule and time")
    func dead() async throws {
        let (_, reader) = try await filled()
        let letters = try await reader.dead(limit: 9)
        #expect(
            letters == [
                DeadLetter(
                    id: "x1", rule: "snapshot", event: "e1", receivedAt: after(1_000),
                    status: .uncertain, failure: nil),
                DeadLetter(
                    id: "x3", rule: "messages", event: "e3", receivedAt: after(3_000),
                    status: .dead, failure: ["reason": "refused"]),
            ])
        #expect(try await reader.dead(limit: 1).map(\.id) == ["x1"])
        #expect(try await reader.dead(limit: 9, after: "x1").map(\.id) == ["x3"])
        // It need not be dead any more.
        #expect(try await reader.dead(limit: 9, after: "x2").map(\.id) == ["x3"])
        let error = await failure { _ = try await reader.dead(limit: 9, after: "x99") }
        #expect(error?.code == .unknownPlace)
        #expect(try await reader.dead(rule: "messages", limit: 9).map(\.id) == ["x3"])
        #expect(try await reader.dead(since: after(1_001), limit: 9).map(\.id) == ["x3"])
        #expect(try await reader.dead(limit: -1).isEmpty)
        #expect(try await reader.dead(event: "e3", limit: 9).map(\.id) == ["x3"])
        #expect(try await reader.dead(event: "e4", limit: 9).isEmpty)
        #expect(try await reader.dead(event: "e99", limit: 9).isEmpty)
    }

    @Test("an event tells whether the rules have looked at it")
    func planned() async throws {
        let (_, reader) = try await filled()
        #expect(try await reader.events(limit: 2).map(\.isPlanned) == [false, true])
        #expect(try await reader.isPlanned("e6") == false)
        #expect(try await reader.isPlanned("e5") == true)
        #expect(try await reader.isPlanned("e99") == nil)
    }

    @Test("every status has its word")
    func words() {
        let words = EventFilter.Status.allCases.map(\.word)
        #expect(Set(words).count == DeliveryStatus.allCases.count + 2)
        #expect(words.compactMap(EventFilter.Status.init(word:)) == EventFilter.Status.allCases)
        #expect(EventFilter.Status(word: "no_match") == .noMatch)
        #expect(EventFilter.Status(word: "nonsense") == nil)
    }
}

extension StepTransition {
    /// The end of a step and of its delivery.
    fileprivate static func ended(_ status: DeliveryStatus) -> StepTransition {
        .end(status, result: nil, delivery: status)
    }
}

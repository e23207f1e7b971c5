import Events
import JSON
import Lifecycle
import SQLite
import TestSupport
import Testing

@testable import Journal

@Suite("Journal: random histories of messages")
struct OutboxModelTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test(
        "one message of a destination at a time, in order, and none lost or told twice",
        arguments: 1...8 as ClosedRange<UInt64>)
    func history(seed: UInt64) throws {
        var history = MessageHistory(
            random: SplitMix64(seed: seed), folder: folder,
            tables: try JournalTables(path: folder.path(), queueMax: 10_000))
        try history.start()
        for step in 0..<500 {
            try history.act()
            if let problem = try history.problem() {
                Issue.record("seed \(seed): step \(step), \(history.last): \(problem)")
                return
            }
        }
        #expect(history.restarts > 2 && history.digests > 0, "seed \(seed)")
        try history.drain()
        #expect(try history.problem() == nil)
        #expect(history.told.keys.sorted() == history.planned.sorted(), "seed \(seed)")
        #expect(history.told.values.allSatisfy { $0 == 1 }, "seed \(seed): \(history.told)")
    }
}

/// A journal whose messages are queued, sent and told at random.
struct MessageHistory {
    var random: SplitMix64
    let folder: JournalFolder
    var tables: JournalTables
    var held: [DueStep] = []
    var now = noon
    var last = ""
    /// Deliveries planned and not taken back.
    var planned: Set<String> = []
    /// How often each was told, by a message of its own or by another's.
    var told: [String: Int] = [:]
    /// Destinations whose queue was looked at by the last step.
    var settled: Set<String> = []
    var number = 0
    var restarts = 0
    var digests = 0

    mutating func start() throws {
        try relax()
        try change { (tables: JournalTables) throws(JournalError) in
            _ = try tables.append(EventEntry(sampleEvent(1)))
            try tables.setPlanned(through: 1)
        }
    }

    mutating func act() throws {
        now = now.adding(milliseconds: Int64.random(in: 0...20, using: &random))
        settled = []
        switch Int.random(in: 0..<80, using: &random) {
        case 0..<6: try plan()
        case 6..<34: try lease()
        case 34..<75:
            if let step = take() { try attend(step) }
        case 75..<77:
            guard let step = take() else { return }
            last = "release \(step.deliveryID)"
            tables.release(step.deliverySequence)
        case 77:
            last = "queue anew"
            let now = now
            try change { (tables: JournalTables) throws(JournalError) in
                while try tables.queueAnew(messages: true, calls: true, now: now) > 0 {}
            }
        default: try restart()
        }
    }

    /// Until nothing is left.
    mutating func drain() throws {
        for _ in 0..<10_000 {
            now = now.adding(milliseconds: 60)
            try lease()
            guard let step = take() else {
                if try count("SELECT count(*) FROM deliveries WHERE due_at IS NOT NULL") == 0 {
                    return
                }
                continue
            }
            try attend(step)
        }
    }

    private mutating func plan() throws {
        let new = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            number += 1
            return delivery("x\(number)", of: 1, messagePlan)
        }
        last = "plan \(new.map(\.id))"
        planned.formUnion(new.map(\.id))
        let now = now
        try change { (tables: JournalTables) throws(JournalError) in
            for delivery in new { try tables.insert(delivery, dueAt: now) }
        }
    }

    private mutating func lease() throws {
        let found = try tables.lease(now: now, limit: Int.random(in: 1...6, using: &random))
        last = "lease \(found.map(\.deliveryID))"
        held += found
    }

    private mutating func take() -> DueStep? {
        guard !held.isEmpty else { return nil }
        return held.remove(at: Int.random(in: 0..<held.count, using: &random))
    }

    /// What an engine does with a step: queue it, send it, or note that it was told.
    private mutating func attend(_ step: DueStep) throws {
        let now = now
        let later = now.adding(milliseconds: Int64.random(in: 0...50, using: &random))
        guard let turn = step.turn else {
            if step.attempts == 0, Int.random(in: 0..<12, using: &random) == 0 {
                last = "drop \(step.deliveryID)"
                planned.remove(step.deliveryID)
                return try change { (tables: JournalTables) throws(JournalError) in
                    try tables.drop(step)
                }
            }
            let isHeld = Int.random(in: 0..<4, using: &random) == 0
            let message = message(
                to: "d\(Int.random(in: 0..<2, using: &random))",
                group: "g\(Int.random(in: 0..<2, using: &random))", heldUntil: isHeld ? later : nil)
            last = "enqueue \(step.deliveryID) for \(message)"
            settled = [message.destination]
            return try change { (tables: JournalTables) throws(JournalError) in
                try tables.enqueue(step, message, input: "{}", now: now)
            }
        }
        var done: StepRecord
        if turn.digestedBy != nil {
            told[step.deliveryID, default: 0] += 1
            done = record(step, delivered)
        } else {
            done = try send(step, turn, later: later)
        }
        last = "record \(done.transition) of \(step.deliveryID), \(done.message, default: "-")"
        settled.insert(turn.destination)
        try change { (tables: JournalTables) throws(JournalError) in
            try tables.record(done, now: now)
        }
    }

    private mutating func send(
        _ step: DueStep, _ turn: MessageTurn, later: Timestamp
    ) throws -> StepRecord {
        let number = step.attempts + 1
        let now = now
        try change { (tables: JournalTables) throws(JournalError) in
            try tables.begin(step, number: number, input: "{}", at: now)
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            return record(step, .wait(until: later), attempt(number, .retry))
        case 1:
            return record(
                step, .wait(until: later), attempt(number, .retry),
                message: sent(to: turn.destination, nextAt: later))
        default:
            let group = try tables.waiting(with: step, limit: 4, now: now)
            let isDigest = Int.random(in: 0..<3, using: &random) > 0
            let digested = isDigest ? group?.deliveries ?? [] : []
            if digested.count > 1 { digests += 1 }
            told[step.deliveryID, default: 0] += 1
            return record(
                step, delivered, attempt(number),
                message: sent(to: turn.destination, nextAt: later, digested: digested))
        }
    }

    private mutating func restart() throws {
        restarts += 1
        last = "restart \(restarts)"
        let name = restarts == 1 ? "journal.db" : "copy\(restarts - 1).db"
        let copy = try folder.crashCopy(name, to: "copy\(restarts).db")
        tables = try JournalTables(path: copy, queueMax: 10_000)
        try relax()
        held = []
        let now = now
        guard Bool.random(using: &random) else { return }
        try change { (tables: JournalTables) throws(JournalError) in
            while try tables.queueAnew(messages: true, calls: true, now: now) > 0 {}
        }
    }

    /// Without waiting for the disk: what a crash leaves is another test's.
    private func relax() throws {
        try tables.connection.execute("PRAGMA synchronous = OFF")
    }

    private func change(
        _ body: (JournalTables) throws(JournalError) -> Void
    ) throws(JournalError) {
        try tables.transaction(body)
    }

    func count(_ sql: String) throws -> Int64? {
        try Statement(sql, on: tables.connection).first { $0.integer(0) }
    }
}

// MARK: What must always be so

extension MessageHistory {
    private struct Waiting {
        let delivery: Int64
        let destination: String
        let heldUntil: Timestamp?
        let dueAt: Timestamp?
        let turn: Int64
    }

    /// What is wrong with the queues, from the rows themselves.
    func problem() throws -> String? {
        let sql = """
            SELECT o.delivery_seq, o.destination, o.held_until, d.due_at, o.turn
            FROM outbox o JOIN deliveries d ON d.seq = o.delivery_seq
            WHERE o.turn IS NOT NULL ORDER BY o.delivery_seq
            """
        let rows = try Statement(sql, on: tables.connection).all { row in
            Waiting(
                delivery: row.integer(0), destination: row.text(1),
                heldUntil: row.optionalInteger(2).map(Timestamp.init(milliseconds:)),
                dueAt: row.optionalInteger(3).map(Timestamp.init(milliseconds:)),
                turn: row.integer(4))
        }
        for (destination, queue) in Dictionary(grouping: rows, by: \.destination) {
            let letGo = queue.filter { $0.turn == 1 }
            guard letGo.count == 1, let first = letGo.first, let dueAt = first.dueAt,
                dueAt < OutboxTable.notBeforeItsTurn
            else { return "\(letGo.count) of \(destination) were let go" }
            guard queue.allSatisfy({ $0.turn == 1 || $0.dueAt == OutboxTable.notBeforeItsTurn })
            else { return "others of \(destination) are due" }
            guard settled.contains(destination), !tables.isLeased(first.delivery) else { continue }
            let free = queue.first { $0.heldUntil.map { $0 <= now } ?? true }
            let expected = free ?? queue.min { ($0.heldUntil ?? now) < ($1.heldUntil ?? now) }
            guard first.delivery == expected?.delivery else {
                return "\(first.delivery) was let go before \(expected?.delivery ?? 0)"
            }
            let earliest = [try tables.destination(destination).nextAt, first.heldUntil]
                .compactMap { $0 }.max()
            // Who may go at once is due since he waits; nobody goes before the time that is told.
            let isEarly = earliest.map { $0 > now && dueAt < $0 } ?? false
            guard !isEarly, dueAt <= max(now, earliest ?? now) else {
                return "\(destination) is due at \(dueAt), not at \(String(describing: earliest))"
            }
        }
        let orphans = """
            SELECT count(*) FROM outbox o JOIN deliveries d ON d.seq = o.delivery_seq
            WHERE d.due_at IS NULL OR turn IS NULL AND d.due_at > \(now.milliseconds + 1_000)
            """
        let lost = """
            SELECT count(*) FROM deliveries WHERE due_at > \(now.milliseconds + 1_000)
            AND seq NOT IN (SELECT delivery_seq FROM outbox WHERE turn IS NOT NULL)
            """
        guard try count(orphans) == 0, try count(lost) == 0 else { return "a message is lost" }
        return nil
    }
}

import Events
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Journal

/// The journal in memory: as simple as possible, slow and obviously right.
struct JournalModel {
    struct Delivery {
        let id: String
        let sequence: Int
        var position = 0
        var dueAt: Timestamp?
        var attempts: [Int: Int] = [:]
        var firstDueAt = noon
        var isInDoubt = false
        /// Set while its step follows.
        var followed: FollowedStep?
        /// The call for whose end it waits.
        var waitsFor: String?
    }

    /// A call that is made once per identical input.
    struct Claim {
        var delivery: Int
        var position: Int
        var startedAt: Timestamp
        var outcome: JSONValue?
    }

    /// A key that is asked for news.
    struct Asked {
        var at: Timestamp
        var polls = 0
    }

    /// The first event of each delivery id, and of each fingerprint.
    var ids: [String: String] = [:]
    var fingerprints: [[UInt8]: String] = [:]
    var accepted: [String] = []
    var planned = 0
    var deliveries: [Delivery] = []
    var leased: Set<Int> = []
    var news: [String: News] = [:]
    var asked: [String: Asked] = [:]
    var claims: [String: Claim] = [:]

    mutating func append(
        _ id: String, delivery: String, fingerprint: [UInt8]?
    ) -> AppendResult {
        if let known = ids[delivery] { return .duplicate(id: known) }
        if let fingerprint {
            if let known = fingerprints[fingerprint] { return .duplicate(id: known) }
            fingerprints[fingerprint] = id
        }
        ids[delivery] = id
        accepted.append(id)
        return .accepted(id: id)
    }

    func due(_ now: Timestamp, limit: Int) -> [Delivery] {
        let open = deliveries.filter { delivery in
            delivery.dueAt.map { $0 <= now } ?? false && !leased.contains(delivery.sequence)
        }
        let ordered = open.sorted {
            ($0.dueAt ?? noon, $0.sequence) < ($1.dueAt ?? noon, $1.sequence)
        }
        return Array(ordered.prefix(limit))
    }

    func nextDue(_ now: Timestamp) -> Timestamp? {
        deliveries.compactMap(\.dueAt).filter { $0 > now }.min()
    }

    mutating func change(_ step: DueStep, _ body: (inout Delivery) -> Void) {
        guard let index = deliveries.firstIndex(where: { $0.id == step.deliveryID }) else { return }
        body(&deliveries[index])
    }
}

@Suite("Conformance: random histories")
struct ModelConformance {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test(
        "random histories agree with a journal in memory", arguments: JournalEngine.all,
        1...12 as ClosedRange<UInt64>)
    func history(engine: JournalEngine, seed: UInt64) async throws {
        var history = History(
            random: SplitMix64(seed: seed), engine: engine,
            journal: try await engine.open(folder.path()))
        for step in 0..<500 {
            if try await !history.act(folder) {
                Issue.record("seed \(seed): step \(step) differs: \(history.last)")
                return
            }
        }
        #expect(history.model.accepted.count > 20)
        #expect(history.restarts > 3)
        #expect(history.seen.isSuperset(of: ["news", "granted", "underWay"]))
    }
}

/// A journal and its model side by side.
struct History {
    var random: SplitMix64
    let engine: JournalEngine
    var journal: any EventJournal
    var model = JournalModel()
    var held: [DueStep] = []
    var begun: Set<String> = []
    var now = noon
    var last = ""
    var number = 0
    /// Deliveries ever planned.
    var planned = 0
    var restarts = 0
    /// The rarer things that came up, so that none is left out unnoticed.
    var seen: Set<String> = []

    /// One random step; false when the journal and the model disagree.
    mutating func act(_ folder: JournalFolder) async throws -> Bool {
        now = now.adding(milliseconds: Int64.random(in: 0...20, using: &random))
        switch Int.random(in: 0..<26, using: &random) {
        case 0..<5: return try await append()
        case 5..<8: return try await plan()
        case 8..<12: return try await lease()
        case 12..<15: return try await begin()
        case 15..<18: return try await record()
        case 18: return try await release()
        case 19..<21: return try await claim()
        case 21: return try await postpone()
        case 22: return try await drop()
        case 23..<25: return try await poll()
        default: return try await restart(folder)
        }
    }

    private mutating func append() async throws -> Bool {
        number += 1
        let delivery = "d\(Int.random(in: 0..<60, using: &random))"
        let digit = UInt8.random(in: 0..<60, using: &random)
        let fingerprint = digit < 40 ? [UInt8](repeating: digit, count: 32) : nil
        last = "append \(number) as \(delivery) with \(fingerprint?.first ?? 255)"
        let found = try await journal.append(
            sampleEvent(number, delivery: delivery), fingerprint: fingerprint)
        return found == model.append("e\(number)", delivery: delivery, fingerprint: fingerprint)
    }

    private mutating func plan() async throws -> Bool {
        let limit = Int.random(in: 1...4, using: &random)
        last = "plan \(limit)"
        let found = try await journal.unplanned(limit: limit)
        let expected = model.accepted.dropFirst(model.planned).prefix(limit)
        guard found.map(\.event.intake.id) == Array(expected) else { return false }
        guard let through = found.last?.sequence else { return true }
        var deliveries: [NewDelivery] = []
        var news: [EventNews] = []
        for event in found {
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                planned += 1
                deliveries.append(delivery("x\(planned)", of: event.sequence, coalescingPlan))
            }
            guard Int.random(in: 0..<3, using: &random) == 0 else { continue }
            news.append(
                EventNews(
                    eventSequence: event.sequence, key: key(),
                    news: .succeeded(result: .string(event.event.intake.id))))
        }
        model.planned += found.count
        for delivery in deliveries { model.start(delivery.id, now: now) }
        for item in news { model.keep(item, now: now) }
        try await journal.recordPlans(through: through, deliveries, news: news, now: now)
        return true
    }

    /// One of a few, so that keys meet; new ones come up, because news stay for ever.
    mutating func key() -> String {
        "k\(number / 3 + Int.random(in: 0..<4, using: &random))"
    }

    private mutating func lease() async throws -> Bool {
        let limit = Int.random(in: 1...3, using: &random)
        last = "lease \(limit)"
        let expected = model.due(now, limit: limit)
        let found = try await journal.lease(now: now, limit: limit)
        held += found
        model.leased.formUnion(expected.map(\.sequence))
        let sameNext = try await journal.nextDue(after: now) == model.nextDue(now)
        let same =
            found.count == expected.count
            && zip(found, expected).allSatisfy { step, model in
                step.deliveryID == model.id && step.position == model.position
                    && step.attempts == model.attempts[model.position] ?? 0
                    && step.isInDoubt == model.isInDoubt && step.followed == model.followed
                    && step.firstDueAt == model.firstDueAt
            }
        for step in found {
            guard let followed = step.followed else { continue }
            seen.insert(followed.news == nil ? "overdue" : "news")
        }
        return same && sameNext
    }

    private mutating func begin() async throws -> Bool {
        guard
            let step = held.filter({ !begun.contains($0.deliveryID) && $0.followed == nil })
                .randomElement(using: &random)
        else { return true }
        last = "begin \(step.deliveryID)"
        let number = step.attempts + 1
        try await journal.begin(step, number: number, input: ["n": 1], at: now)
        begun.insert(step.deliveryID)
        model.change(step) { delivery in
            delivery.attempts[step.position] = number
            delivery.isInDoubt = true
            delivery.dueAt = now
        }
        return true
    }

    private mutating func record() async throws -> Bool {
        guard let step = take() else { return true }
        let isMade = begun.remove(step.deliveryID) == nil && step.isInDoubt
        let number = step.attempts + (isMade || step.followed != nil ? 0 : 1)
        let later = now.adding(milliseconds: Int64.random(in: 0...50, using: &random))
        let transition: StepTransition =
            switch (Int.random(in: 0..<5, using: &random), step.position) {
            case (0, _): .wait(until: later)
            case (1...2, _) where step.followed == nil:
                .follow(
                    Following(
                        key: key(), poll: Int.random(in: 0..<3, using: &random) == 0 ? "ask" : nil),
                    result: ["id": 1], deadline: later, pollAt: later)
            case (3, 0): .move(.succeeded, result: ["id": 1], next: 1)
            default: .end(.succeeded, result: ["id": 1], delivery: .succeeded)
            }
        let shared: JSONValue? =
            Int.random(in: 0..<3, using: &random) > 0 ? .string(step.deliveryID) : nil
        last = "record \(step.deliveryID) \(transition) \(shared != nil)"
        let record = Journal.StepRecord(
            deliverySequence: step.deliverySequence, position: step.position,
            attempt: AttemptRecord(
                number: number, startedAt: now, durationMilliseconds: 1, outcome: .succeeded,
                reason: nil, message: nil, request: [:], response: nil),
            transition: transition, shared: shared)
        try await journal.record(record, now: now)
        model.record(record, now: now)
        return true
    }

    private mutating func release() async throws -> Bool {
        guard let step = take() else { return true }
        last = "release \(step.deliveryID)"
        begun.remove(step.deliveryID)
        model.leased.remove(Int(step.deliverySequence))
        await journal.release(step)
        return true
    }

    mutating func take() -> DueStep? {
        guard !held.isEmpty else { return nil }
        return held.remove(at: Int.random(in: 0..<held.count, using: &random))
    }

    private mutating func restart(_ folder: JournalFolder) async throws -> Bool {
        last = "restart"
        restarts += 1
        let name = restarts == 1 ? "journal.db" : "copy\(restarts - 1).db"
        let copy = try await engine.crashCopy(folder, name, to: "copy\(restarts).db")
        await journal.close()
        journal = try await engine.open(copy)
        held = []
        begun = []
        model.leased = []
        return true
    }
}

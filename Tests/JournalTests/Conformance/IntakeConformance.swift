import Dispatch
import Events
import Foundation
import JSON
import Lifecycle
import SQLite
import Testing

@testable import Journal

@Suite("Conformance: intake", .timeLimit(.minutes(3)))
struct IntakeConformance {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("a write that cannot be done fails alone", arguments: JournalEngine.all)
    func poison(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
        _ = try await journal.append(sampleEvent(0))
        // The intake id of event 0 with another delivery id breaks a constraint.
        let poison = sampleEvent(0, delivery: "poison")
        var events = (1...300).map { sampleEvent($0) }
        events.insert(poison, at: 150)
        let results = await withTaskGroup(of: (String, JournalError?).self) { group in
            for event in events {
                group.addTask {
                    (event.intake.id, await failure { try await journal.append(event) })
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.filter { $0.1 != nil }.map(\.0) == ["e0"])
        #expect(results.compactMap(\.1).first?.code == .damaged)
        #expect(try await journal.unplanned(limit: 500).map(\.sequence) == Array(1...301))
    }

    @Test("a second delivery answers with the first id", arguments: JournalEngine.all)
    func aSecondDelivery(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
        #expect(try await journal.append(sampleEvent(1, delivery: "d")) == .accepted(id: "e1"))
        #expect(try await journal.append(sampleEvent(2, delivery: "d")) == .duplicate(id: "e1"))
        let other = sampleEvent(3, delivery: "d", source: "other")
        #expect(try await journal.append(other) == .accepted(id: "e3"))
        #expect(try await journal.unplanned(limit: 9).map(\.event.intake.id) == ["e1", "e3"])
        #expect(try await journal.unplanned(limit: 9).map(\.sequence) == [1, 2])
    }

    @Test(
        "of 200 deliveries with one id at once exactly one is accepted",
        arguments: JournalEngine.all)
    func manyWithOneID(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
        let results = try await appendAll(journal, (1...200).map { sampleEvent($0, delivery: "d") })
        let accepted = results.compactMap { if case .accepted(let id) = $0 { id } else { nil } }
        #expect(accepted.count == 1)
        let id = try #require(accepted.first)
        #expect(results.filter { $0 == .duplicate(id: id) }.count == 199)
        #expect(try await journal.unplanned(limit: 500).count == 1)
    }

    @Test("what is acknowledged is in the files", arguments: JournalEngine.all)
    func acknowledgedIsInTheFiles(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
        for number in 1...5 {
            let event = sampleEvent(number)
            _ = try await journal.append(event)
            let copy = try await engine.crashCopy(folder, to: "copy\(number).db")
            let restarted = try await engine.open(copy)
            let kept = try await restarted.unplanned(limit: 9)
            #expect(kept.count == number)
            #expect(kept.last?.event == event)
        }
    }

    @Test(
        "a full queue refuses new events and knows the old ones, until something ends",
        arguments: JournalEngine.all)
    func fullQueue(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path(), queueMax: 2)
        _ = try await journal.append(sampleEvent(1))
        _ = try await journal.append(sampleEvent(2))
        let results = await withTaskGroup(of: JournalError.Code?.self) { group in
            for number in 3...60 {
                group.addTask {
                    await failure { try await journal.append(sampleEvent(number)) }?.code
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0 == .overloaded })
        #expect(try await journal.append(sampleEvent(9, delivery: "d1")) == .duplicate(id: "e1"))
        try await journal.recordPlans(through: 2, [delivery("x", of: 1)], now: noon)
        #expect(try await journal.append(sampleEvent(61)) == .accepted(id: "e61"))
        #expect(await failure { try await journal.append(sampleEvent(62)) }?.code == .overloaded)
        let step = try #require(try await journal.lease(now: noon, limit: 1).first)
        try await journal.record(
            record(step, .end(.succeeded, result: nil, delivery: .succeeded)), now: noon)
        #expect(try await journal.append(sampleEvent(62)) == .accepted(id: "e62"))
    }

    @Test("leases are handed out while writes never stop", arguments: JournalEngine.all)
    func leasesBetweenWrites(engine: JournalEngine) async throws {
        let journal = try await engine.plannedJournal(folder.path())
        let kept = Locked(0)
        await withTaskGroup(of: Void.self) { group in
            for writer in 1...64 {
                group.addTask {
                    for number in 1...100 {
                        _ = try? await journal.append(sampleEvent(writer * 1_000 + number))
                        kept.withLock { $0 += 1 }
                    }
                }
            }
            while !Task.isCancelled, kept.withLock({ $0 }) < 64 { await Task.yield() }
            let steps = try? await journal.lease(now: noon, limit: 1)
            let before = kept.withLock { $0 }
            #expect(steps?.count == 1)
            #expect(before < 3_200, "the lease came after \(before) of 6,400 writes")
        }
    }

    @Test("the planner is woken at the start and after an acceptance", arguments: JournalEngine.all)
    func wakeups(engine: JournalEngine) async throws {
        let journal = try await engine.open(folder.path())
        var wakeups = journal.wakeups.makeAsyncIterator()
        #expect(await wakeups.next() != nil)
        _ = try await journal.append(sampleEvent(1))
        #expect(await wakeups.next() != nil)
        await journal.close()
        #expect(await wakeups.next() == nil)
    }

    private func appendAll(
        _ journal: any EventJournal, _ events: [Event]
    ) async throws -> [AppendResult] {
        try await withThrowingTaskGroup(of: AppendResult.self) { group in
            for event in events { group.addTask { try await journal.append(event) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}

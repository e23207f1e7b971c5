import Actions
import Events
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Deliveries
@testable import Journal

@Suite("Messages that are not told in their turn", .timeLimit(.minutes(3)))
struct MessageOrderTests {
    private static let plan = PlannedDelivery(rule: "r", steps: [Fixtures.tell("ops", "{{ id }}")])

    /// Carries out everything that is due.
    private func carryOut(_ plant: Plant) async throws {
        let parts = try plant.parts(nil)
        while let due = try await plant.journal.lease(now: plant.time.now, limit: 1).first {
            await Attempt(due, with: parts).carryOut()
        }
    }

    @Test("a recovery that a night has held resolves no trouble that has begun since")
    func overtaken() async throws {
        // 22:13 UTC.
        var options = Plant.quick
        options.quiet = QuietHours(begin: 22 * 60, end: 7 * 60, offsetMinutes: 0)
        let plant = try Plant(options: options)
        let grave = Step(
            action: .notify("ops"), template: ["text": "{{ id }}", "severity": "error"])
        try await plant.start(Self.plan, of: Fixtures.told("Completed"))
        try await carryOut(plant)
        plant.time.advance(1_000)
        try await plant.start(
            PlannedDelivery(rule: "r", steps: [grave]), of: Fixtures.told("Failed", of: "s-2"))
        try await carryOut(plant)
        #expect(plant.told == ["*Failed-s-2*"])
        plant.time.advance(10 * 3_600_000)
        try await carryOut(plant)
        #expect(plant.told.count == 1)
        let step = try await plant.deliveries(of: "Completed-s-1").first?["steps"]?[0]
        #expect(step?["status"] == "succeeded" && step?["result"] == ["notSent": "overtaken"])
    }

    @Test("quiet hours that end in the middle of an attempt hold nobody up", arguments: 0..<8)
    func endOfTheNight(looks: Int) async throws {
        // From 22:13:20 to 22:14 UTC.
        var options = Plant.quick
        options.quiet = QuietHours(begin: 22 * 60, end: 22 * 60 + 14, offsetMinutes: 0)
        let plant = try Plant(options: options)
        try await plant.start(Self.plan)
        plant.time.advance(39_999)
        let left = Locked(looks)
        let time = plant.time
        let surroundings = Surroundings(
            clock: WallClock {
                let isOver = left.withLock { left in
                    left -= 1
                    return left < 0
                }
                return time.now.adding(milliseconds: isOver ? 1 : 0)
            }, sleep: { _ in }, random: { 0 })
        let parts = try plant.parts(nil, surroundings: surroundings)
        for _ in 0..<3 {
            let morning = plant.time.now.adding(milliseconds: 2)
            guard let due = try await plant.journal.lease(now: morning, limit: 1).first else {
                break
            }
            await Attempt(due, with: parts).carryOut()
        }
        #expect(plant.told == ["E1"])
    }

    @Test("a recovery that queued behind its own trouble is told, and at night too")
    func inOrder() async throws {
        var options = ReceiverOptions(burst: 1_000)
        options.quiet = QuietHours(begin: 22 * 60, end: 7 * 60, offsetMinutes: 0)
        let plant = try Plant(options: options)
        let grave = Step(
            action: .notify("ops"), template: ["text": "{{ id }}", "severity": "error"])
        // One message before both: the trouble is told after the recovery has queued.
        for id in ["Failed-s-1", "Failed-s-2"] {
            try await plant.start(
                PlannedDelivery(rule: "r", steps: [grave]),
                of: Fixtures.told("Failed", of: String(id.suffix(3))))
        }
        try await carryOut(plant)
        plant.time.advance(5)
        try await plant.start(
            PlannedDelivery(
                rule: "r",
                steps: [
                    Step(
                        action: .notify("ops"),
                        template: ["text": "{{ id }}", "severity": "warning"])
                ]),
            of: Fixtures.told("Completed", of: "s-3"))
        try await carryOut(plant)
        for _ in 0..<3 {
            plant.time.advance(1_000)
            try await carryOut(plant)
        }
        #expect(plant.told.count == 3)
        #expect(plant.told.last?.contains("Completed-s-3") == true)
    }

    @Test("a destination that is gone is asked at once after a start or a reload")
    func askedAnew() async throws {
        let plant = try Plant(slack: { _ in Plant.gone })
        for id in ["A", "B"] {
            try await plant.start(Self.plan, event: id)
            try await carryOut(plant)
            plant.time.advance(1_000)
        }
        #expect(plant.told == ["A"])
        try await plant.journal.queueAnew(messages: false, calls: false, now: plant.time.now)
        for id in ["C", "D"] {
            try await plant.start(Self.plan, event: id)
            try await carryOut(plant)
            plant.time.advance(1_000)
        }
        #expect(plant.told == ["A", "C"])
    }

    @Test("what waits behind a message that cannot be read is told, though nothing else happens")
    func behindADamagedOne() async throws {
        let throttled = HTTPResponse(status: 429, headers: ["Retry-After": "30"])
        let plant = try Plant(slack: { Plant.text(of: $0) == "A" ? throttled : Plant.posted })
        for id in ["A", "B"] { try await plant.start(Self.plan, event: id) }
        try await plant.run(nil) {
            await plant.time.slept(30_000)
            _ = try Python.run(
                """
                import sqlite3, sys
                journal = sqlite3.connect(sys.argv[1])
                journal.execute("UPDATE events SET document = '[]' WHERE id = 'A'")
                journal.commit()
                """, ["\(plant.directory.path)/journal.db"])
            plant.time.advance(30_000)
            #expect(await plant.ends(2).last == "delivery succeeded")
        }
        #expect(plant.told == ["A", "B"])
    }

    @Test("a message that its destination cannot take does not hold up the others")
    func aPoisonMessage() async throws {
        let plant = try Plant(slack: { request in
            Plant.text(of: request) == "A" ? HTTPResponse(status: 500) : Plant.posted
        })
        for id in ["A", "B", "C"] { try await plant.start(Self.plan, event: id) }
        for _ in 0..<60 where plant.told.last != "C" {
            try await carryOut(plant)
            plant.time.advance(500)
        }
        #expect(plant.told.prefix(4) == ["A", "A", "A", "B"])
        #expect(plant.told.last == "C")
    }
}

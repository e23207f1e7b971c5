import Actions
import Events
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Deliveries
@testable import Journal

@Suite("Messages in their destination's queue", .timeLimit(.minutes(3)))
struct MessageQueueTests {
    /// Slack's own pace, and nothing is told as one.
    private static let slow = ReceiverOptions(burst: 1_000)
    private static let throttled = HTTPResponse(status: 429, headers: ["Retry-After": "30"])

    private func tell(_ receiver: String = "ops", rule: String = "r", _ text: String = "{{ id }}")
        -> PlannedDelivery
    {
        PlannedDelivery(rule: rule, steps: [Fixtures.tell(receiver, text)])
    }

    /// The one attempt at the first step, as the event's page has it.
    private func attempt(_ event: String, of plant: Plant) async throws -> JSONValue? {
        try await plant.deliveries(of: event).first?["steps"]?[0]?["attempts"]?[0]
    }

    @Test("messages of one destination are told one by one, in order, at its pace")
    func orderAndPace() async throws {
        let time = Locked<ManualTime?>(nil)
        let times = Locked<[Timestamp]>([])
        let plant = try Plant(
            options: Self.slow,
            slack: { _ in
                if let now = time.withLock({ $0?.now }) { times.withLock { $0.append(now) } }
                return Plant.posted
            })
        time.withLock { $0 = plant.time }
        let ids = (0..<20).map { "E\($0)" }
        for id in ids { try await plant.start(tell(), event: id) }
        try await plant.run(nil) {
            await plant.time.passing { _ = await plant.ends(ids.count) }
        }
        #expect(plant.told == ids)
        let pauses = times.withLock { zip($0, $0.dropFirst()) }.map {
            $1.milliseconds - $0.milliseconds
        }
        #expect(pauses.count == 19)
        #expect(pauses.allSatisfy { $0 >= 1_000 })
    }

    @Test("a 429 parks its destination and no other, and the order holds")
    func aThrottledDestinationIsParked() async throws {
        let isFirst = Locked(true)
        let plant = try Plant(slack: { request in
            guard request.path == "/ops" else { return Plant.posted }
            let wasFirst = isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
            }
            return wasFirst ? Self.throttled : Plant.posted
        })
        for id in ["A", "B", "C"] { try await plant.start(tell("ops"), event: id) }
        for id in ["D", "E"] { try await plant.start(tell("team"), event: id) }
        try await plant.run(nil) {
            // The other destination is done while the first one waits.
            _ = await plant.ends(3)
            #expect(plant.told(at: "/team").sorted() == ["D", "E"])
            #expect(plant.told(at: "/ops") == ["A"])
            await plant.time.passing { _ = await plant.ends(3) }
        }
        #expect(plant.told(at: "/ops") == ["A", "A", "B", "C"])
    }

    @Test("a hundred messages arrive by themselves or are told as one, none twice, with a restart")
    func aBurst() async throws {
        let taken = Locked(0)
        let count = Locked(0)
        let first = try Plant(
            options: ReceiverOptions(burst: 5),
            slack: { _ in
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                if number.isMultiple(of: 3) || number < 3 { return Self.throttled }
                taken.withLock { $0 += 1 }
                return Plant.posted
            })
        let ids = (0..<100).map { "E\($0)" }
        // Two messages of another rule stand between them, which nobody tells together.
        for id in ids.prefix(50) { try await first.start(tell(), event: id) }
        try await first.start(tell(rule: "other"), event: "X")
        for id in ids.suffix(50) { try await first.start(tell(), event: id) }
        try await first.start(tell(rule: "other"), event: "Y")
        try await first.run(nil) {
            await first.time.passing { _ = await first.ends(2) }
        }
        let second = try await Plant(after: first)
        try await second.run(nil) {
            try await second.time.passing { try await second.isDone() }
        }
        var told: [String: Int] = [:]
        var alone: [String] = []
        for id in ids + ["X", "Y"] {
            let delivery = try #require(try await second.deliveries(of: id).first)
            #expect(delivery["status"] == "succeeded")
            if let teller = delivery["steps"]?[0]?["result"]?["digestedIn"]?.stringValue {
                told[teller, default: 1] += 1
            } else {
                alone.append(id)
            }
        }
        let digests = told.keys.map { String($0.dropFirst(2)) }
        #expect(Set(digests).isSubset(of: alone))
        #expect(told.values.reduce(0, +) + alone.count - digests.count == 102)
        // Each that was not told by another was taken once, and no other.
        #expect(taken.withLock { $0 } == alone.count)
        #expect(Set(["X", "Y"]).isSubset(of: alone))
        #expect(told.count >= 1)
    }

    @Test("a digest's request is another one than its first message's, and the same for the same")
    func digestsHaveTheirOwnName() async throws {
        let plant = try Plant(options: ReceiverOptions(burst: 1))
        for id in ["sent", "A", "B", "C"] { try await plant.start(tell(), event: id) }
        let parts = try plant.parts(nil)
        for due in try await plant.journal.lease(now: plant.time.now, limit: 4) {
            await Attempt(due, with: parts).carryOut()
        }
        plant.time.advance(1_000)
        let attempt = Attempt(try await plant.due(), with: parts)
        let action = attempt.action(["text": "A"], plant.time.now)
        guard case .granted(let request, let message) = await attempt.leave(for: action),
            case .granted(let again, _) = await attempt.leave(for: action)
        else {
            Issue.record("no leave")
            return
        }
        #expect(message?.digested?.count == 2)
        #expect(request.context.digest?.count == 3)
        #expect(request.id.hasPrefix("D-A-0-") && request.id == again.id)
        #expect(request.id.count == "D-A-0-".count + 16)
    }

    @Test("a dead destination is announced once for fifty messages, and asked once")
    func aDeadDestination() async throws {
        let plant = try Plant(slack: { $0.path == "/ops" ? Plant.gone : Plant.posted })
        for number in 0..<50 { try await plant.start(tell(), event: "E\(number)") }
        try await plant.run(nil, failures: "team") {
            await plant.time.passing { _ = await plant.ends(51) }
        }
        #expect(plant.told(at: "/ops") == ["E0"])
        #expect(plant.told(at: "/team") == ["*Rule r failed: notify ops*"])
        for number in 0..<50 {
            let delivery = try #require(try await plant.deliveries(of: "E\(number)").first)
            #expect(delivery["failure"]?["reason"] == "destination_dead")
        }
        let last = try #require(try await attempt("E49", of: plant))
        #expect(last["message"]?.stringValue?.contains("has been gone since 2023-11-14T") == true)
        #expect(last["message"]?.stringValue?.hasSuffix(": Slack answered 404 no_service") == true)
    }

    @Test("a dead destination is not announced through another receiver at the same place")
    func aDeadFailuresDestination() async throws {
        let plant = try Plant(slack: { _ in Plant.gone })
        try await plant.start(tell("ops"))
        try await plant.run(nil, failures: "twin") {
            #expect(await plant.ends(1) == ["delivery dead"])
        }
        #expect(plant.slack.received.count == 1)
        #expect(try await plant.deliveries().count == 1)
    }

    @Test("announcements come to an end when the failures receiver is gone too")
    func twoDeadDestinations() async throws {
        let plant = try Plant(slack: { _ in Plant.gone })
        for id in ["A", "B"] { try await plant.start(tell("ops"), event: id) }
        try await plant.run(nil, failures: "team") {
            await plant.time.passing { _ = await plant.ends(3) }
        }
        #expect(plant.slack.received.count == 2)
    }

    @Test("a destination that was brought back is found within an hour")
    func revival() async throws {
        let isBack = Locked(false)
        let plant = try Plant(slack: { _ in
            isBack.withLock { $0 } ? Plant.posted : Plant.gone
        })
        let parts = try plant.parts(nil)
        func pass(_ id: String) async throws {
            try await plant.start(tell(), event: id)
            while let due = try await plant.journal.lease(now: plant.time.now, limit: 1).first {
                await Attempt(due, with: parts).carryOut()
            }
            plant.time.advance(1_000)
        }
        for id in ["A", "B"] { try await pass(id) }
        #expect(plant.told == ["A"])
        plant.time.advance(3_600_000)
        for id in ["C", "D"] { try await pass(id) }
        #expect(plant.told == ["A", "C"])
        plant.time.advance(3_600_000)
        isBack.withLock { $0 = true }
        for id in ["E", "F"] { try await pass(id) }
        #expect(plant.told == ["A", "C", "E", "F"])
        let ends = try await ["D", "E"].asyncMap { id in
            try await plant.deliveries(of: id).first?["status"]?.stringValue
        }
        #expect(ends == ["dead", "succeeded"])
    }

    @Test("a self-hosted server is gone after three such answers over ten minutes")
    func aSelfHostedServer() async throws {
        let plant = try Plant(
            isHosted: false,
            slack: { request in
                request.path == "/ops"
                    ? HTTPResponse(status: 404, headers: ["Retry-After": "1"]) : Plant.posted
            })
        for id in ["A", "B"] { try await plant.start(tell(), event: id) }
        let parts = try plant.parts(nil, failures: "team")
        let ever = Timestamp(milliseconds: .min)
        for _ in 0..<60 where try await plant.journal.nextDue(after: ever) != nil {
            while let due = try await plant.journal.lease(now: plant.time.now, limit: 1).first {
                await Attempt(due, with: parts).carryOut()
            }
            plant.time.advance(60_000)
        }
        try await plant.run(nil, failures: "team") {
            while !Task.isCancelled, plant.told(at: "/team").isEmpty { await Task.yield() }
        }
        #expect(plant.time.now.milliseconds - ManualTime.start.milliseconds >= 600_000)
        let told = plant.told(at: "/ops")
        #expect(told.count >= 3)
        #expect(Set(told) == ["A"])
        #expect(plant.told(at: "/team").count == 1)
    }

    @Test("the same words about the same event are told once, of whatever rule")
    func theSameWords() async throws {
        let plant = try Plant()
        _ = try await plant.journal.append(Fixtures.event("E1"))
        let event = try #require(try await plant.journal.unplanned(limit: 1).first)
        try await plant.journal.recordPlans(
            through: event.sequence,
            [("1", tell(rule: "a")), ("2", tell(rule: "b")), ("3", tell("team", rule: "c"))].map {
                NewDelivery(id: $0, eventSequence: event.sequence, plan: $1)
            }, now: plant.time.now)
        try await plant.start(tell(rule: "a", "E1"), event: "E2")
        try await plant.run(nil) {
            await plant.time.passing { _ = await plant.ends(4) }
        }
        #expect(plant.told(at: "/ops") == ["E1", "E1"])
        #expect(plant.told(at: "/team") == ["E1"])
        let results = try await plant.deliveries().map { $0["steps"]?[0]?["result"] }
        #expect(results == [.null, ["toldBy": "1"], .null])
    }

    @Test("a message of less weight than its receiver wants is not sent")
    func belowSeverity() async throws {
        var options = Plant.quick
        options.minSeverity = .error
        let plant = try Plant(options: options)
        try await plant.start(tell(), event: "A")
        let grave = Step(
            action: .notify("ops"), template: ["text": "{{ id }}", "severity": "error"])
        try await plant.start(PlannedDelivery(rule: "r", steps: [grave]), event: "B")
        try await plant.run(nil) { _ = await plant.ends(2) }
        #expect(plant.told == ["*B*"])
        let step = try await plant.deliveries(of: "A").first?["steps"]?[0]
        #expect(step?["status"] == "succeeded")
        #expect(step?["result"] == ["notSent": "below minSeverity"])
    }

    @Test("a receiver that is gone from the configuration does not hold up its destination")
    func aReceiverThatIsGone() async throws {
        let plant = try Plant()
        try await plant.start(tell("nobody"), event: "A")
        try await plant.start(tell(), event: "B")
        try await plant.run(nil) { _ = await plant.ends(2) }
        #expect(try await attempt("A", of: plant)?["reason"] == "invalid_input")
        #expect(plant.told == ["B"])
    }

    @Test("what waits in a queue uses up no time to retry")
    func waitingIsNoRetrying() async throws {
        let answers = Locked(2)
        let plant = try Plant(slack: { _ in
            answers.withLock {
                $0 -= 1; return $0
            } >= 0
                ? HTTPResponse(status: 429, headers: ["Retry-After": "50"]) : Plant.posted
        })
        let step = Step(
            action: .notify("ops"), template: ["text": "{{ id }}"],
            retry: RetryPolicy(forMilliseconds: 60_000))
        for id in ["A", "B", "C"] {
            try await plant.start(PlannedDelivery(rule: "r", steps: [step]), event: id)
        }
        try await plant.run(nil) {
            try await plant.time.passing { try await plant.isDone() }
        }
        // A is given up at its second attempt; at its turn B has waited for longer than a minute.
        let ends = try await ["A", "B", "C"].asyncMap { id in
            try await plant.deliveries(of: id).first?["status"]?.stringValue
        }
        #expect(ends == ["dead", "succeeded", "succeeded"])
    }
}

extension Array {
    fileprivate func asyncMap<Answer>(
        _ body: (Element) async throws -> Answer
    ) async rethrows -> [Answer] {
        var answers: [Answer] = []
        for element in self { answers.append(try await body(element)) }
        return answers
    }
}

extension Plant {
    /// The `text` of every message that one path got, in order.
    fileprivate func told(at path: String) -> [String] {
        slack.received.filter { $0.path == path }.map(Self.text)
    }

    /// Returns when every delivery has ended.
    fileprivate func isDone() async throws {
        let ever = Timestamp(milliseconds: .min)
        while !Task.isCancelled, try await journal.nextDue(after: ever) != nil {
            await Task.yield()
        }
    }
}

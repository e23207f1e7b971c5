import Events
import JSON
import Journal
import Lifecycle
import TestSupport
import Testing

@testable import Deliveries
@testable import Journal

/// One delivery that is led through its steps by the machine's words alone, while attempts end in
/// every way there is, the process dies and the clock is set.
private struct Story {
    private static let steps = 3
    private static let onFailureSteps = 2
    private static let hour: Int64 = 3_600_000

    private var random: SplitMix64
    private let plan: PlannedDelivery
    private var now = ManualTime.start
    private var dueAt = ManualTime.start
    private var firstDueAt = ManualTime.start
    private var position = 0
    private var attempts = 0
    private var isInDoubt = false
    private var failure: JSONValue?
    private(set) var end: DeliveryStatus?
    /// What goes against a promise.
    private(set) var faults: [String] = []

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let windows: [Int64] = [0, 1_000, 60_000, 24 * Self.hour, .max]
        func step() -> Step {
            Step(
                action: .call("config:DeliverConfigSnapshot"), template: [:],
                retry: RetryPolicy(
                    forMilliseconds: windows[Int.random(in: 0..<windows.count, using: &random)],
                    repeatsUncertain: .random(using: &random)))
        }
        plan = PlannedDelivery(
            rule: "r", steps: (0..<Self.steps).map { _ in step() },
            onFailure: Bool.random(using: &random)
                ? (0..<Self.onFailureSteps).map { _ in step() } : [])
        self.random = random
    }

    /// Anything may happen for a while; then everything goes well.
    mutating func run() {
        for _ in 0..<60 where end == nil { happen() }
        for _ in 0..<60 where end == nil {
            now = max(now, dueAt)
            attempt(.succeeded(result: .null))
        }
        if end == nil { faults.append("the delivery never ends") }
        if failure == nil, end != .succeeded { faults.append("it failed without a reason") }
    }

    private mutating func happen() {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: set(by: Int64.random(in: -9_000...9_000, using: &random) * Self.hour)
        case 1: now = now.adding(milliseconds: .random(in: 0...Self.hour, using: &random))
        default:
            now = max(now, dueAt)
            attempt(randomOutcome())
        }
    }

    /// As the engine does: who waits for a time beyond is due now.
    private mutating func set(by milliseconds: Int64) {
        now = now.adding(milliseconds: milliseconds)
        if milliseconds < 0 { dueAt = min(dueAt, now) }
    }

    private mutating func randomOutcome() -> Outcome? {
        let asked = [nil, 0, 30_000, Int64.max].randomElement(using: &random) ?? nil
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1: return .succeeded(result: .null)
        case 2: return .rejected(.refused, message: "no")
        case 3: return .uncertain(message: "?")
        // The process dies.
        case 4, 5: return nil
        default: return .retry(.unavailable, message: "later", afterMilliseconds: asked)
        }
    }

    private mutating func attempt(_ outcome: Outcome?) {
        var due = Fixtures.due(
            plan, position: position, firstDueAt: firstDueAt, attempts: attempts, failure: failure)
        due = DueStep(
            deliverySequence: 1, deliveryID: "D1", eventSequence: 1, event: due.event, plan: plan,
            position: position, results: [:], input: nil, firstDueAt: firstDueAt,
            attempts: attempts, isInDoubt: isInDoubt, failure: failure)
        switch StepMachine.beginning(of: due) {
        case .end: faults.append("nothing is followed")
        case .doubt:
            if !isInDoubt || due.step.retry.repeatsUncertain { faults.append("it was known") }
            decide(.uncertain(message: "?"), due)
        case .attempt(let number):
            if number != attempts + 1 { faults.append("attempts are counted with a gap") }
            attempts = number
            isInDoubt = true
            // Set while the attempt is under way.
            if Int.random(in: 0..<8, using: &random) == 0 { set(by: 8_760 * Self.hour) }
            if let outcome { decide(outcome, due) }
        }
    }

    private mutating func decide(_ outcome: Outcome, _ due: DueStep) {
        let machine = StepMachine(
            due: due, attempt: attempts, now: now, unit: .random(in: 0..<1, using: &random))
        let isCutShort = outcome.isRetry && Int.random(in: 0..<8, using: &random) == 0
        let decision =
            isCutShort ? machine.decideCutShort(outcome) : machine.decide(outcome)
        isInDoubt = false
        failure = decision.failure ?? failure
        switch decision.transition {
        case .wait(let until):
            if !(now...now.adding(milliseconds: RetryPolicy.delayMillisecondsMax)).contains(until) {
                faults.append("a pause is not within its bounds")
            }
            if isCutShort != (until == now), isCutShort { faults.append("cut short, and waits") }
            dueAt = until
            // As the journal does.
            firstDueAt = min(firstDueAt, now)
        case .follow: faults.append("nothing is followed")
        case .move(let status, _, let next):
            if !status.isFinal { faults.append("a step is left that has not ended") }
            let jump = decision.failure == nil ? position + 1 : plan.steps.count
            if next != jump { faults.append("the order is not kept") }
            (position, attempts, dueAt, firstDueAt) = (next, 0, now, now)
        case .end(_, _, let status):
            if end != nil { faults.append("it ends twice") }
            end = status
        }
    }
}

@Suite("Step machine: whatever happens")
struct StepMachineModelTests {
    @Test("no step is lost, none is counted with a gap, the order is kept, and there is one end")
    func anything() {
        var ends: Set<DeliveryStatus> = []
        for seed in 1...3_000 as ClosedRange<UInt64> {
            var story = Story(seed: seed)
            story.run()
            #expect(story.faults.isEmpty, "seed \(seed)")
            if let end = story.end { ends.insert(end) }
        }
        #expect(ends == [.succeeded, .dead, .uncertain])
    }

    @Test("no number of attempts, no pause and no time overflows")
    func extremes() {
        let step = Step(
            action: .call("config:DeliverConfigSnapshot"), template: [:],
            retry: RetryPolicy(forMilliseconds: .max))
        let plan = PlannedDelivery(rule: "r", steps: [step])
        for attempt in [1, 63, 64, 65, Int.max - 1, .max] {
            for now in [Int64.min, 0, .max] {
                for unit in [0, 0.999_999_999_999] {
                    var destination = DestinationState()
                    destination.failures = attempt
                    for known in [nil, destination] {
                        let machine = StepMachine(
                            due: Fixtures.due(plan), attempt: attempt,
                            now: Timestamp(milliseconds: now), unit: unit, destination: known)
                        let outcome = Outcome.retry(
                            .unavailable, message: "", afterMilliseconds: .max)
                        #expect(machine.nextMessageAt(after: outcome) >= machine.now)
                        guard case .wait(let until) = machine.decide(outcome).transition else {
                            continue
                        }
                        let most = machine.now.adding(
                            milliseconds: 2 * RetryPolicy.delayMillisecondsMax + 1)
                        #expect((machine.now...most).contains(until))
                    }
                }
            }
        }
    }
}

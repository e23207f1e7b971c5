import Events
import JSON
import Journal
import Lifecycle
import Testing

@testable import Deliveries

@Suite("Step machine")
struct StepMachineTests {
    private static let one = PlannedDelivery(rule: "r", steps: [Fixtures.snapshot])
    private static let two = PlannedDelivery(
        rule: "r", steps: [Fixtures.snapshot, Fixtures.tell()])
    private static let rescued = PlannedDelivery(
        rule: "r", steps: [Fixtures.snapshot, Fixtures.tell()],
        onFailure: [Fixtures.tell(), Fixtures.tell("team")])
    private static let refused = Outcome.rejected(.accessDenied, message: "no")

    private func decide(
        _ outcome: Outcome, _ due: DueStep, attempt: Int = 1, after milliseconds: Int64 = 0,
        unit: Double = 0.5
    ) -> StepMachine.Decision {
        StepMachine(
            due: due, attempt: attempt,
            now: ManualTime.start.adding(milliseconds: milliseconds), unit: unit
        ).decide(outcome)
    }

    private func wait(_ milliseconds: Int64) -> StepTransition {
        .wait(until: ManualTime.start.adding(milliseconds: milliseconds))
    }

    private func failure(of reason: String, _ message: String = "no", attempts: Int = 1)
        -> JSONValue
    {
        [
            "rule": "r", "delivery": "D1", "step": "snapshot",
            "action": "call config:DeliverConfigSnapshot", "reason": .string(reason),
            "message": .string(message), "attempts": .number(JSONNumber(attempts)),
        ]
    }

    @Test("a success moves on to the next step with its result")
    func aSuccessMovesOn() {
        let decision = decide(.succeeded(result: ["id": 1]), Fixtures.due(Self.two))
        #expect(decision.transition == .move(.succeeded, result: ["id": 1], next: 1))
        #expect(decision.failure == nil)
    }

    @Test("the last success ends the delivery, and onFailure never runs")
    func theLastSuccessEndsTheDelivery() {
        let end = StepTransition.end(.succeeded, result: .null, delivery: .succeeded)
        #expect(decide(.succeeded(result: .null), Fixtures.due(Self.one)).transition == end)
        let rescued = Fixtures.due(Self.rescued, position: 1)
        #expect(decide(.succeeded(result: .null), rescued).transition == end)
    }

    @Test(
        "back-off doubles from 1 s to 15 min, with full jitter",
        arguments: [
            (1, 500), (2, 1_000), (3, 2_000), (10, 256_000), (11, 450_000), (9_999, 450_000),
        ]
    )
    func backOffDoubles(_ attempt: Int, _ milliseconds: Int64) {
        let decision = decide(
            .retry(.unavailable, message: "down"), Fixtures.due(Self.one), attempt: attempt)
        #expect(decision == StepMachine.Decision(transition: wait(milliseconds), failure: nil))
    }

    @Test(
        "a pause that was asked for is a floor, of 15 min at most",
        arguments: [(0, 500), (499, 500), (30_000, 30_000), (Int64.max, 900_000)]
            as [(Int64, Int64)])
    func anAskedPauseIsAFloor(_ asked: Int64, _ waited: Int64) {
        let outcome = Outcome.retry(.throttled, message: "slow", afterMilliseconds: asked)
        #expect(decide(outcome, Fixtures.due(Self.one)).transition == wait(waited))
    }

    @Test("an attempt may begin at the end of the retry window, and not a millisecond later")
    func theRetryWindowEnds() {
        let outcome = Outcome.retry(.unavailable, message: "no")
        let day: Int64 = 24 * 3_600_000
        let last = decide(outcome, Fixtures.due(Self.one), after: day - 500)
        #expect(last.transition == wait(day))
        let late = decide(outcome, Fixtures.due(Self.one), attempt: 7, after: day, unit: 0.1)
        #expect(late.transition == .end(.dead, result: nil, delivery: .dead))
        #expect(late.failure == failure(of: "unavailable", attempts: 7))
    }

    @Test("a pause beyond the window is a dead letter now")
    func aPauseBeyondTheWindow() {
        let step = Step(
            id: "snapshot", action: .call("config:DeliverConfigSnapshot"), template: [:],
            retry: RetryPolicy(forMilliseconds: 60_000))
        let due = Fixtures.due(PlannedDelivery(rule: "r", steps: [step]))
        let outcome = Outcome.retry(.throttled, message: "no", afterMilliseconds: 60_001)
        #expect(decide(outcome, due).transition == .end(.dead, result: nil, delivery: .dead))
    }

    @Test("a refusal is a dead letter at once, whatever steps come after it")
    func aRefusalIsADeadLetter() {
        let decision = decide(Self.refused, Fixtures.due(Self.two))
        #expect(decision.transition == .end(.dead, result: nil, delivery: .dead))
        #expect(decision.failure == failure(of: "access_denied"))
    }

    @Test("an uncertain call ends as uncertain")
    func anUncertainCallEnds() {
        let decision = decide(.uncertain(message: "no"), Fixtures.due(Self.two))
        #expect(decision.transition == .end(.uncertain, result: nil, delivery: .uncertain))
        #expect(decision.failure == failure(of: "uncertain"))
    }

    @Test("retry: {uncertain: true} makes it again, until the window ends")
    func anUncertainCallIsRepeated() {
        let step = Step(
            id: "snapshot", action: .call("config:DeliverConfigSnapshot"), template: [:],
            retry: RetryPolicy(forMilliseconds: 1_000, repeatsUncertain: true))
        let due = Fixtures.due(
            PlannedDelivery(rule: "r", steps: [step], onFailure: [Fixtures.tell()]))
        #expect(decide(.uncertain(message: "no"), due).transition == wait(500))
        let late = decide(.uncertain(message: "no"), due, after: 1_000)
        #expect(late.transition == .move(.uncertain, result: nil, next: 1))
        #expect(late.failure == failure(of: "uncertain"))
    }

    @Test("onFailure runs from its first step, past the steps that are left")
    func onFailureRuns() {
        let decision = decide(Self.refused, Fixtures.due(Self.rescued))
        #expect(decision.transition == .move(.dead, result: nil, next: 2))
        #expect(decision.failure == failure(of: "access_denied"))
    }

    @Test(
        "a delivery that failed stays failed after onFailure",
        arguments: [("refused", DeliveryStatus.dead), ("uncertain", .uncertain)])
    func aFailedDeliveryStaysFailed(_ reason: String, _ status: DeliveryStatus) {
        func due(_ position: Int) -> DueStep {
            Fixtures.due(Self.rescued, position: position, failure: failure(of: reason))
        }
        let success = Outcome.succeeded(result: .null)
        let moved = StepTransition.move(.succeeded, result: .null, next: 3)
        #expect(decide(success, due(2)).transition == moved)
        let ended = StepTransition.end(.succeeded, result: .null, delivery: status)
        #expect(decide(success, due(3)).transition == ended)
    }

    @Test("a failure in onFailure goes on to the next step and is no second failure")
    func aFailureInOnFailure() {
        func due(_ position: Int) -> DueStep {
            Fixtures.due(Self.rescued, position: position, failure: failure(of: "refused"))
        }
        let first = decide(Self.refused, due(2))
        #expect(first.transition == .move(.dead, result: nil, next: 3))
        #expect(first.failure == nil)
        let last = decide(.uncertain(message: "?"), due(3))
        #expect(last.transition == .end(.uncertain, result: nil, delivery: .dead))
        #expect(last.failure == nil)
    }

    @Test("a step without an id is named by what it does")
    func aStepWithoutAnID() {
        let due = Fixtures.due(PlannedDelivery(rule: "r", steps: [Fixtures.tell()]))
        #expect(decide(Self.refused, due).failure?["step"] == "notify ops")
    }

    @Test("a message is cut to what announcements can hold")
    func aMessageIsCut() {
        let long = String(repeating: "x", count: 100_000)
        let failure = decide(
            .rejected(.invalidInput, message: long), Fixtures.due(Self.one)
        ).failure
        let count = failure?["message"]?.stringValue?.count
        #expect(count == StepMachine.messageCharactersMax)
    }

    @Test("an attempt that the drain cut short is made again, however old its step is")
    func anAttemptCutShort() {
        let machine = StepMachine(
            due: Fixtures.due(Self.one), attempt: 9,
            now: ManualTime.start.adding(milliseconds: 90_000_000), unit: 0.5)
        let again = machine.decideCutShort(.retry(.unavailable, message: "cancelled"))
        #expect(again == StepMachine.Decision(transition: wait(90_000_000), failure: nil))
        let sure = machine.decideCutShort(.succeeded(result: .null))
        #expect(sure.transition == .end(.succeeded, result: .null, delivery: .succeeded))
    }

    /// A message to a destination that has failed this often, since some seconds ago.
    private func tell(
        _ failures: Int, since seconds: Int64, now: Int64, due: DueStep
    ) -> StepTransition {
        var destination = DestinationState()
        destination.failures = failures
        destination.failingSince = ManualTime.start.adding(milliseconds: (now - seconds) * 1_000)
        return StepMachine(
            due: due, attempt: 1, now: ManualTime.start.adding(milliseconds: now * 1_000),
            unit: 0.5, destination: destination
        ).decide(.retry(.unavailable, message: "503")).transition
    }

    @Test("a message backs off by what its destination has failed, whatever message it befell")
    func aMessageBacksOff() {
        let due = Fixtures.due(PlannedDelivery(rule: "r", steps: [Fixtures.tell()]))
        #expect(tell(1, since: 0, now: 0, due: due) == wait(500))
        #expect(tell(5, since: 60, now: 60, due: due) == wait(60_000 + 8_000))
    }

    /// The third attempt of a message at a destination that was well before it.
    private func third(
        _ reason: FailureReason, now: Int64 = 0, firstAttempt: Int64 = 0, spacing: Int64 = 3_000
    ) -> (StepTransition, next: Timestamp) {
        var destination = DestinationState()
        destination.failures = 1
        destination.failingSince = ManualTime.start.adding(milliseconds: now)
        var due = Fixtures.due(PlannedDelivery(rule: "r", steps: [Fixtures.tell()]))
        due.firstAttemptAt = ManualTime.start.adding(milliseconds: firstAttempt)
        let machine = StepMachine(
            due: due, attempt: 3, now: ManualTime.start.adding(milliseconds: now), unit: 0.5,
            spacingMilliseconds: spacing, destination: destination)
        let outcome = Outcome.retry(reason, message: "")
        return (machine.decide(outcome).transition, machine.nextMessageAt(after: outcome))
    }

    @Test(
        "from the third attempt on others are let past a message that may be the reason itself",
        arguments: [
            (FailureReason.unavailable, 5_001), (.timedOut, 5_001), (.malformedAnswer, 5_001),
            (.throttled, 500), (.destinationDead, 500),
        ] as [(FailureReason, Int64)])
    func othersGoFirst(_ reason: FailureReason, _ pause: Int64) {
        let (transition, next) = third(reason)
        #expect(transition == wait(pause))
        #expect(next == ManualTime.start.adding(milliseconds: 3_000))
    }

    @Test("a message that others overtake is given up when its own time to retry is over")
    func overtakenIsGivenUp() {
        let day: Int64 = 86_400_000
        let dead = StepTransition.end(.dead, result: nil, delivery: .dead)
        #expect(third(.unavailable, now: day, firstAttempt: 0).0 == dead)
        #expect(third(.unavailable, now: day, firstAttempt: day - 9).0 == wait(day + 5_001))
    }

    @Test("a message's time to retry is counted from when its destination began to fail")
    func aMessageGivesUp() {
        let day: Int64 = 86_400
        let due = Fixtures.due(PlannedDelivery(rule: "r", steps: [Fixtures.tell()]))
        let dead = StepTransition.end(.dead, result: nil, delivery: .dead)
        // It waited for two days behind others.
        #expect(tell(1, since: 0, now: 2 * day, due: due) == wait(2 * day * 1_000 + 500))
        #expect(tell(20, since: day, now: 2 * day, due: due) == dead)
        // A destination that has been failing for longer gives a new message its whole time.
        let late = Fixtures.due(
            PlannedDelivery(rule: "r", steps: [Fixtures.tell()]),
            firstDueAt: ManualTime.start.adding(milliseconds: 2 * day * 1_000))
        #expect(tell(20, since: 3 * day, now: 2 * day, due: late) != dead)
    }
}

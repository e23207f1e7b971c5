import Actions
import Events
import JSON
import Journal
import Lifecycle
import Rules
import Telemetry

/// One try of a due step, from the rendered input to the recorded outcome.
struct Attempt {
    let due: DueStep
    let parts: DeliveryEngine.Parts
    let directions: Directions
    /// When it began, by both clocks: what they differ by in the end, somebody has set.
    private let watch: ClockWatch
    /// Returns when everything that waits for a time knows that the clock was set; throws when the
    /// journal cannot say so.
    private let followClock: FollowClock

    typealias FollowClock = @Sendable () async throws(JournalError) -> Void

    /// How long to leave a journal alone that does not take a record.
    private static let recordPauseMilliseconds: Int64 = 1_000

    init(
        _ due: DueStep, with parts: DeliveryEngine.Parts,
        followClock: @escaping FollowClock = { () throws(JournalError) in }
    ) {
        self.followClock = followClock
        self.due = due
        self.parts = parts
        directions = parts.directions()
        let surroundings = parts.surroundings
        watch = ClockWatch(surroundings.clock.now(), elapsed: surroundings.elapsed())
    }

    /// Render, ask for the turn, note, act, decide, record: each in this order.
    func carryOut() async {
        let startedAt = now
        let number: Int
        switch StepMachine.beginning(of: due) {
        case .end(let followed): return await end(followed)
        case .doubt: return await endInDoubt(startedAt)
        case .attempt(let next): number = next
        }
        // A message has been looked at when it began to queue.
        if due.turn == nil, await isHeldBack() { return }
        let input: JSONValue
        do throws(TemplateError) {
            input = try render()
        } catch {
            return await record(
                AttemptReport(
                    outcome: .rejected(.invalidInput, message: error.message), request: request),
                number: number, startedAt: startedAt)
        }
        switch await leave(for: action(input, startedAt)) {
        case .none: return
        case .ended(let report, let message):
            await record(
                report, number: number, startedAt: startedAt, input: input, message: message)
        case .shared(let made, let maker):
            let report = await directions.actions.attempt(
                action(input, startedAt), sharing: made, by: maker)
            await record(report, number: number, startedAt: startedAt, input: input)
        case .granted(let action, let message):
            guard await begin(number, input, at: startedAt) else { return }
            parts.underWay.add(due, at: startedAt)
            let report = await directions.actions.attempt(action)
            note(report)
            await record(
                report, number: number, startedAt: startedAt, isMade: true, message: message)
        }
    }

    var now: Timestamp { parts.surroundings.clock.now() }

    /// - Parameter members: what tells the request from others of the step; empty for its own.
    func action(
        _ input: JSONValue, _ startedAt: Timestamp, _ context: MessageContext = MessageContext(),
        _ members: String = ""
    ) -> ActionRequest {
        let suffix = members.isEmpty ? "" : "-\(members)"
        return ActionRequest(
            id: "\(due.deliveryID)-\(due.position)\(suffix)", step: due.step, input: input,
            startedAt: startedAt, context: context)
    }

    private func endInDoubt(_ startedAt: Timestamp) async {
        let message = "the process ended while the call was under way"
        let marks = due.input.map { directions.actions.marks(of: action($0, startedAt)) }
        await record(
            AttemptReport(
                outcome: .uncertain(message: message), request: request, causes: marks ?? []),
            number: due.attempts, startedAt: startedAt, isMade: true)
    }

    var request: JSONValue {
        let member = due.step.action.member
        return .object([member.key: .string(member.value)])
    }

    /// What the first attempt sent is sent again, whatever the rule says by now.
    private func render() throws(TemplateError) -> JSONValue {
        if let input = due.input { return input }
        let context = StepContext(
            event: due.event, rule: due.plan.rule, results: due.results, failure: due.failure,
            lastCall: due.lastCall)
        return ActionCatalog.kept(try context.render(due.step), of: due.step)
    }

    // MARK: Recording

    /// False when the journal does not take the note: then nothing may be sent.
    private func begin(_ number: Int, _ input: JSONValue, at startedAt: Timestamp) async -> Bool {
        let begun: Void? = await trying("an attempt cannot begin") { () throws(JournalError) in
            try await parts.journal.begin(due, number: number, input: input, at: startedAt)
        }
        return begun != nil
    }

    /// What the journal answers; nil when it does not, and then the step is left alone for a while.
    func trying<Answer: Sendable>(
        _ complaint: StaticString, _ body: () async throws(JournalError) -> Answer
    ) async -> Answer? {
        do throws(JournalError) {
            return try await body()
        } catch {
            logRefusal(complaint, error)
            // The same would fail again and again; without its lease back the step is left alone.
            if error.code == .damaged {
                await putAside()
                return nil
            }
            await parts.surroundings.sleep(Self.recordPauseMilliseconds)
            await parts.journal.release(due)
            return nil
        }
    }

    func logRefusal(_ message: StaticString, _ error: JournalError) {
        parts.logger.error(
            message,
            ["delivery": .string(due.deliveryID), "reason": .string("\(error)")])
    }

    /// What happened cannot be undone, so it is offered to the journal until it takes it.
    ///
    /// - Parameters:
    ///   - isMade: whether this attempt itself has made the step's call.
    ///   - attempts: those that a failure tells of, where the record is not of one.
    ///   - message: what the step tells, where it is one that has queued.
    func record(
        _ report: AttemptReport, number: Int, startedAt: Timestamp, isMade: Bool = false,
        attempts: Int? = nil, input: JSONValue? = nil, message: Message? = nil
    ) async {
        if case .following = report.outcome { await clockIsFollowed() }
        let endedAt = now
        let jump = watch.jump(to: endedAt, elapsed: parts.surroundings.elapsed())
        let isCutShort = Task.isCancelled && report.outcome.isRetry
        var report = report
        var state: DestinationState?
        if let known = message?.state, isMade, !isCutShort {
            report.outcome = known.judged(report.outcome, at: endedAt)
            state = known.after(report.outcome, at: endedAt)
        }
        let machine = StepMachine(
            due: due, attempt: attempts ?? number, now: endedAt,
            unit: parts.surroundings.random(),
            spacingMilliseconds: message?.posting.spacingMilliseconds ?? 0, destination: state,
            isClockSet: jump != 0)
        let decision =
            isCutShort ? machine.decideCutShort(report.outcome) : machine.decide(report.outcome)
        let duration = max(
            endedAt.adding(milliseconds: -jump).milliseconds - startedAt.milliseconds, 0)
        var shared = isMade && due.step.coalesceMilliseconds != nil
        // Who tries again tells the others later.
        if case .wait = decision.transition { shared = false }
        let record = StepRecord(
            deliverySequence: due.deliverySequence, position: due.position,
            attempt: AttemptRecord(
                number: number, startedAt: startedAt, durationMilliseconds: duration,
                report: report),
            transition: decision.transition, failure: decision.failure,
            announcement: announcement(of: decision, message), causes: report.causes,
            shared: shared ? SharedCall(report.outcome)?.json : nil, input: input,
            message: message?.record(of: report, due, machine))
        let place =
            message?.posting.destination ?? directions.actions.destination(of: due.step, report)
        log(record, place)
        if let message, let known = record.message { log(known, after: message) }
        guard await keep(record, at: endedAt) else { return }
        parts.attempted(AttemptEnd(record, of: due, to: place, isMade: isMade, at: endedAt))
    }

    /// A deadline by the new clock must not be there yet when the others are moved to it.
    private func clockIsFollowed() async {
        while !Task.isCancelled {
            do throws(JournalError) { return try await followClock() } catch {
                logRefusal("the clock that was set is not followed", error)
                await parts.surroundings.sleep(Self.recordPauseMilliseconds)
            }
        }
    }

    /// False when nothing is kept, and the step is left alone or handed out again.
    private func keep(_ record: StepRecord, at endedAt: Timestamp) async -> Bool {
        while true {
            do throws(JournalError) {
                try await parts.journal.record(record, now: endedAt)
                tell(record.transition)
                return true
            } catch {
                logRefusal("an attempt is not recorded", error)
                // The lease is kept: released, the step would be attempted again without end.
                guard error.code != .damaged else {
                    await putAside()
                    return false
                }
                guard !Task.isCancelled else {
                    await parts.journal.release(due)
                    return false
                }
                await parts.surroundings.sleep(Self.recordPauseMilliseconds)
            }
        }
    }

    /// A message that is left alone until the next start must not stand before the others.
    private func putAside() async {
        guard case .notify = due.step.action else { return }
        do throws(JournalError) {
            try await parts.journal.putAside(due, now: now)
        } catch {
            logRefusal("a message stands in the way of others", error)
        }
    }

    private func tell(_ transition: StepTransition) {
        switch transition {
        case .end: parts.settled(due.event.intake.id)
        case .follow(let following, _, _, _) where following.poll != nil: parts.polling.yield()
        case .follow, .wait, .move: break
        }
    }

    private func announcement(
        of decision: StepMachine.Decision, _ message: Message?
    ) -> NewDelivery? {
        guard let failure = decision.failure, message?.state.deadSince == nil,
            let plan = Announcement.plan(
                to: directions.failures, about: due.plan, due.step,
                destination: directions.actions.destination(ofReceiver:))
        else { return nil }
        return NewDelivery(
            id: parts.ids.next(), eventSequence: due.eventSequence, plan: plan, failure: failure)
    }

    private func log(_ record: StepRecord, _ destination: String) {
        let attempt = record.attempt
        parts.logger.info(
            "attempt ended",
            [
                "event": .string(due.event.intake.id), "delivery": .string(due.deliveryID),
                "rule": .string(due.plan.rule), "step": .string(due.step.action.label),
                "destination": .string(destination),
                "attempt": .integer(attempt.number),
                "duration_ms": .integer(Int(attempt.durationMilliseconds)),
                "outcome": .string(attempt.outcome.rawValue),
                "reason": .string(attempt.reason?.rawValue ?? ""),
                "error": .string(attempt.message ?? ""),
                "next": .string(record.transition.summary),
            ])
    }
}

extension AttemptEnd {
    fileprivate init(
        _ record: StepRecord, of due: DueStep, to destination: String, isMade: Bool,
        at endedAt: Timestamp
    ) {
        var delivery: DeliveryEnd?
        if case .end(_, _, let status) = record.transition {
            let received = due.event.intake.receivedAt.milliseconds
            delivery = DeliveryEnd(
                status: status, millisecondsSinceReceived: endedAt.milliseconds - received)
        }
        let attempt = record.attempt
        self.init(
            rule: due.plan.rule, destination: destination, outcome: attempt.outcome,
            reason: attempt.reason, durationMilliseconds: attempt.durationMilliseconds,
            isMade: isMade, delivery: delivery)
    }
}

extension AttemptRecord {
    fileprivate init(
        number: Int, startedAt: Timestamp, durationMilliseconds: Int64, report: AttemptReport
    ) {
        let outcome: AttemptOutcome
        var reason: FailureReason?
        var message: String?
        switch report.outcome {
        case .succeeded, .following: outcome = .succeeded
        case .retry(let why, let text, _): (outcome, reason, message) = (.retry, why, text)
        case .rejected(let why, let text): (outcome, reason, message) = (.rejected, why, text)
        case .uncertain(let text): (outcome, reason, message) = (.uncertain, .uncertain, text)
        }
        self.init(
            number: number, startedAt: startedAt, durationMilliseconds: durationMilliseconds,
            outcome: outcome, reason: reason, message: message, request: report.request,
            response: report.response)
    }
}

extension StepTransition {
    /// What happens next, for the log.
    fileprivate var summary: String {
        switch self {
        case .wait(let until): "again at \(until.iso8601)"
        case .follow(_, _, let deadline, _): "followed until \(deadline.iso8601)"
        case .move(_, _, let next): "step \(next + 1)"
        case .end(_, _, let status): "delivery \(status.rawValue)"
        }
    }
}

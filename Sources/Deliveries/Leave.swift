import Actions
import Events
import JSON
import Journal
import Lifecycle
import Telemetry

/// Whether an attempt may be made now.
enum Leave {
    case granted(ActionRequest, Message? = nil)
    /// Another step has made the same call, and its outcome serves.
    case shared(SharedCall, by: String)
    /// No request is needed: this is how the step ends.
    case ended(AttemptReport, Message?)
    /// Not now: the step is due again later.
    case none
}

extension Attempt {
    /// Between two looks whether an event is the echo of a call that is still under way.
    static let echoPauseMilliseconds: Int64 = 500

    /// First whether the call is to be made at all, then when.
    func leave(for action: ActionRequest) async -> Leave {
        if case .notify = action.step.action { return await leave(forMessage: action) }
        if let place, let outcome = parts.destinations.end(of: due, at: place) {
            return .ended(AttemptReport(outcome: outcome, request: request), nil)
        }
        if let identity = directions.actions.sharedIdentity(of: action) {
            guard let claim = await claim(identity) else { return .none }
            switch claim {
            case .granted: break
            case .underWay: return .none
            case .made(let outcome, let delivery):
                // What cannot be read was written by another version: this step calls itself.
                guard let made = SharedCall(json: outcome) else { break }
                return .shared(made, by: delivery)
            }
        }
        let ticket = "\(action.id)-\(due.attempts)"
        guard let turn = directions.actions.turn(of: action, ticket: ticket, now: now) else {
            return .granted(action)
        }
        await postpone(until: turn)
        return .none
    }

    private var place: String? { directions.actions.place(ofCall: due.step) }

    /// What the end of a call says of where it went. A message's destination keeps its own book.
    func note(_ report: AttemptReport) {
        // One that our own end has cut short says nothing.
        guard let place, !(Task.isCancelled && report.outcome.isRetry) else { return }
        let change = parts.destinations.note(
            Breaker.Sign(report), of: place, due, at: now, unit: parts.surroundings.random())
        switch change {
        case .opened(let breaker):
            parts.logger.warning(
                "a destination does not answer",
                [
                    "destination": .string(place), "attempts": .integer(breaker.silences),
                    "reason": .string(breaker.last?.message ?? ""),
                    "probe": .string(breaker.probeAt?.iso8601 ?? ""),
                ])
        case .closed(let since):
            parts.logger.info(
                "a destination answers again",
                ["destination": .string(place), "silentSince": .string(since?.iso8601 ?? "")])
        case nil: break
        }
    }

    private func claim(_ identity: String) async -> ClaimAnswer? {
        let now = now
        let since = now.adding(milliseconds: -(due.step.coalesceMilliseconds ?? 0))
        return await trying("a call cannot be claimed") { () throws(JournalError) in
            try await parts.journal.claim(due, call: identity, since: since, now: now)
        }
    }

    private func postpone(until turn: Timestamp) async {
        await trying("a step cannot be put off") { () throws(JournalError) in
            try await parts.journal.postpone(due, until: turn)
        }
    }

    // MARK: The loop guard

    /// True when the attempt is not to be made, and everything about that is done. The rule's own
    /// call may have brought about the event: such a delivery is taken back; while a call of the
    /// rule is under way whose answer would tell, it waits.
    func isHeldBack() async -> Bool {
        guard due.position == 0, due.attempts == 0,
            let sighting = ActionCatalog.sighting(of: due.event),
            (due.plan.steps + due.plan.onFailure)
                .contains(where: { ActionCatalog.causesSightings($0.action) })
        else { return false }
        // In this order: an answer that is recorded between the two looks is not missed.
        let isUnderWay = parts.underWay.has(
            due.plan.rule, begunBefore: due.event.intake.receivedAt)
        let isOwn = await trying("a cause cannot be looked up") { () throws(JournalError) in
            try await hasCaused(sighting)
        }
        switch isOwn {
        case nil: return true
        case true?:
            await takeBack()
            return true
        case false? where isUnderWay:
            await postpone(until: now.adding(milliseconds: Self.echoPauseMilliseconds))
            return true
        case false?: return false
        }
    }

    /// By a call whose answer named it, or by one of which nobody knows whether it was made: such a
    /// call explains one thing that nobody has heard of before.
    private func hasCaused(_ sighting: Sighting) async throws(JournalError) -> Bool {
        let rule = due.plan.rule
        if try await parts.journal.hasCaused(sighting.key, rule: rule) { return true }
        guard let marks = sighting.marks else { return false }
        return try await parts.journal.adopt(
            sighting.key, rule: rule, marks: marks,
            since: now.adding(milliseconds: -Self.markMilliseconds))
    }

    private func takeBack() async {
        let dropped: Void? = await trying("a delivery cannot be taken back") {
            () throws(JournalError) in
            try await parts.journal.drop(due)
        }
        guard dropped != nil else { return }
        parts.logger.info(
            "rule not run: its own call caused the event",
            ["event": .string(due.event.intake.id), "rule": .string(due.plan.rule)])
        parts.settled(due.event.intake.id)
    }

    // MARK: Following

    /// AWS Config tells of a snapshot within seconds that it has begun; what comes this much later
    /// was not caused by a call without an answer.
    static let markMilliseconds: Int64 = 15 * 60_000
    /// How long an event that is on disk and that no rule has looked at yet can put off an end.
    static let unreadNewsMilliseconds: Int64 = 5 * 60_000

    /// The end of what the step's call had begun: news of it, or its deadline.
    func end(_ followed: FollowedStep) async {
        if followed.news == nil, await mayBeTold(followed) {
            return await postpone(until: now.adding(milliseconds: 1_000))
        }
        let outcome: Outcome
        var response: JSONValue?
        switch followed.news {
        case .succeeded(let told):
            outcome = .succeeded(result: followed.result.adding(told))
            response = told
        case .failed(let reason, let message, let report):
            outcome = .rejected(reason, message: message)
            response = report
        case nil:
            outcome = .rejected(
                .overdue, message: "nobody has told the end by \(followed.deadline.iso8601)")
        }
        let report = AttemptReport(
            outcome: outcome, request: ["follow": .string(followed.key)], response: response)
        await record(
            report, number: due.attempts + 1, startedAt: now, attempts: due.attempts)
    }
}

extension Attempt {
    /// Whether the news may stand in an event that has come in time and is still to be read, as
    /// after a restart. What cannot be read must not put off the end for ever.
    private func mayBeTold(_ followed: FollowedStep) async -> Bool {
        let last = followed.deadline.adding(milliseconds: Self.unreadNewsMilliseconds)
        guard now < last, let oldest = try? await parts.journal.unplanned(limit: 1).first else {
            return false
        }
        return oldest.event.intake.receivedAt <= followed.deadline
    }
}

extension JSONValue {
    /// The members of both; those of `other` count where both have one.
    fileprivate func adding(_ other: JSONValue) -> JSONValue {
        guard case .object(var object) = self, case .object(let more) = other else { return self }
        for member in more.members { object[member.key] = member.value }
        return .object(object)
    }
}

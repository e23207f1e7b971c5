import Actions
import Events
import JSON
import Journal
import Lifecycle
import Telemetry

/// Whether an attempt may be made now.
enum Leave {
    case granted
    /// Another step has made the same call, and its outcome serves.
    case shared(SharedCall)
    /// Not now: the step is due again later.
    case none
}

extension Attempt {
    /// Between two looks whether an event is the echo of a call that is still under way.
    static let echoPauseMilliseconds: Int64 = 500

    /// First whether the call is to be made at all, then when.
    func leave(for action: ActionRequest) async -> Leave {
        if let identity = directions.actions.sharedIdentity(of: action) {
            guard let claim = await claim(identity) else { return .none }
            switch claim {
            case .granted: break
            case .underWay: return .none
            case .made(let outcome, let delivery):
                // What cannot be read was written by another version: this step calls itself.
                guard let made = SharedCall(json: outcome) else { break }
                parts.logger.info(
                    "call shared", ["delivery": .string(due.deliveryID), "with": .string(delivery)])
                return .shared(made)
            }
        }
        let ticket = "\(action.id)-\(due.attempts)"
        guard let turn = directions.actions.turn(of: action, ticket: ticket, now: now) else {
            return .granted
        }
        await postpone(until: turn)
        return .none
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

    /// Whether the rule's own call has brought about the event. Such a delivery is taken back;
    /// while a call of the rule is under way whose answer would tell, it waits.
    func isEcho() async -> Bool {
        guard due.position == 0, due.attempts == 0,
            let sighting = ActionCatalog.sighting(of: due.event),
            (due.plan.steps + due.plan.onFailure)
                .contains(where: { ActionCatalog.causesSightings($0.action) })
        else { return false }
        // In this order: an answer that is recorded between the two looks is not missed.
        let isUnderWay = parts.underWay.has(due.plan.rule)
        let hasCaused = await trying("a cause cannot be looked up") { () throws(JournalError) in
            try await parts.journal.hasCaused(sighting.key, rule: due.plan.rule)
        }
        switch hasCaused {
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

    /// The end of what the step's call had begun: news of it, or its deadline.
    func end(_ followed: FollowedStep) async {
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

extension JSONValue {
    /// The members of both; those of `other` count where both have one.
    fileprivate func adding(_ other: JSONValue) -> JSONValue {
        guard case .object(var object) = self, case .object(let more) = other else { return self }
        for member in more.members { object[member.key] = member.value }
        return .object(object)
    }
}

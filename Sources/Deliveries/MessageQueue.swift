import Actions
import Cryptography
import Events
import JSON
import Journal
import Lifecycle
import Telemetry

// MARK: Into the queue, and out of it

extension Attempt {
    /// A message goes through its destination's queue; then its turn has come.
    func leave(forMessage action: ActionRequest) async -> Leave {
        let leave = await trying("a message cannot be queued") { () throws(JournalError) in
            let (action, posting) = try await withStory(action)
            guard let turn = due.turn else {
                return try await queue(action, posting, goingOn: !Task.isCancelled)
            }
            if let teller = turn.digestedBy {
                return Leave.ended(unsent(["digestedIn": .string(teller)]), nil)
            }
            return try await send(action, posting, turn)
        }
        return leave ?? Leave.none
    }

    /// With what is known of the event; when its story began only where it has one.
    private func withStory(
        _ action: ActionRequest
    ) async throws(JournalError) -> (ActionRequest, Posting?) {
        var context = MessageContext(event: due.event)
        let (plain, posting) = described(action, context)
        guard let story = posting?.storyKey,
            let began = try await known({ () throws(JournalError) in
                try await parts.journal.began(story)
            })?.flatMap({ $0 })
        else { return (plain, posting) }
        context.began = began
        return described(action, context)
    }

    private func described(
        _ action: ActionRequest, _ context: MessageContext
    ) -> (ActionRequest, Posting?) {
        let action = self.action(action.input, action.startedAt, context)
        return (action, directions.actions.posting(of: action, rule: due.plan.rule))
    }

    private func message(
        _ posting: Posting
    ) async throws(JournalError) -> Message {
        let keys = [posting.storyKey, posting.conditionKey, posting.contentKey]
        let state = try await known { () throws(JournalError) in
            try await parts.journal.destination(posting.destination)
        }
        let told = try await known { () throws(JournalError) in
            try await parts.journal.told(to: posting.destination, about: keys.compactMap { $0 })
        }
        return Message(posting: posting, state: state ?? DestinationState(), told: told ?? [:])
    }

    /// What is remembered; nil when it cannot be read: that must not keep a message back.
    private func known<Answer: Sendable>(
        _ body: () async throws(JournalError) -> Answer
    ) async throws(JournalError) -> Answer? {
        do throws(JournalError) { return try await body() } catch {
            guard error.code == .damaged else { throw error }
            logRefusal("what is known of a destination cannot be read", error)
            return nil
        }
    }

    /// Nothing waits that will not be sent.
    ///
    /// - Parameter goingOn: whether the message may be sent at once when nobody waits. Not when
    ///   its turn has come before: the reason to queue again would be found again, without end.
    private func queue(
        _ action: ActionRequest, _ posting: Posting?, goingOn: Bool
    ) async throws(JournalError) -> Leave {
        // The action says what is wrong with it.
        guard let posting else { return .granted(action, nil) }
        let message = try await message(posting)
        // What a recovery tells the end of may still be in the queue before it.
        let mayBeWanted = message.isWanted || posting.state == .resolved
        guard mayBeWanted else { return .ended(unwanted, message) }
        guard !message.state.isGone(at: now) else { return .ended(gone(message), message) }
        let turn = try await parts.journal.enqueue(
            due,
            QueuedMessage(
                destination: posting.destination,
                // What may not be told at all is not counted among those that are told as one.
                group: message.isWanted ? posting.group : "\(posting.group) \(due.deliveryID)",
                severity: posting.severity.rawValue, headline: posting.headline,
                conditionKey: posting.conditionKey, state: posting.state,
                heldUntil: message.heldUntil), input: action.input, goingOn: goingOn, now: now)
        // Where nobody waits, it need not be read and rendered again.
        guard let turn else { return .none }
        return try await send(action, posting, turn)
    }

    /// Looks once more at everything that may have changed while the message waited.
    private func send(
        _ action: ActionRequest, _ posting: Posting?, _ turn: MessageTurn
    ) async throws(JournalError) -> Leave {
        guard let posting else { return .granted(action, nil) }
        // Another place since a reload, or night has fallen meanwhile.
        var message = try await message(posting)
        message.queuedAt = turn.queuedAt
        guard posting.destination == turn.destination, message.heldUntil == nil else {
            return try await queue(action, posting, goingOn: false)
        }
        guard !message.isOvertaken(queuedAt: turn.queuedAt) else {
            return .ended(unsent(["notSent": "overtaken"]), message)
        }
        guard message.isWanted else { return .ended(unwanted, message) }
        if let teller = message.teller(apartFrom: due.deliveryID) {
            return .ended(unsent(["toldBy": .string(teller)]), message)
        }
        guard !message.state.isGone(at: now) else { return .ended(gone(message), message) }
        var context = action.context
        if let waiting = try await crowd(posting) {
            message.digested = waiting.deliveries.filter { $0 != due.deliverySequence }
            context.digest = waiting.messages
            let members = Self.name(of: waiting.deliveries)
            return .granted(
                self.action(action.input, action.startedAt, context, members), message)
        }
        context.earlier = message.earlier
        return .granted(self.action(action.input, action.startedAt, context), message)
    }

    /// The messages that wait with this one, when they are too many to be told one by one.
    private func crowd(_ posting: Posting) async throws(JournalError) -> WaitingGroup? {
        guard let burst = posting.burst else { return nil }
        let waiting = try await parts.journal.waiting(
            with: due, limit: Message.digestedMax, now: now)
        guard let waiting, waiting.deliveries.count > max(burst, 1) else { return nil }
        return waiting
    }

    /// The same for the same deliveries only: a platform may take a request with a known id for
    /// one that it has seen.
    private static func name(of deliveries: [Int64]) -> String {
        let text = deliveries.sorted().map(String.init).joined(separator: ",")
        return Hex.encode(Array(Digest.digest(Array(text.utf8), .sha256).prefix(8)))
    }

    /// What operators want to know beside how the attempt went.
    func log(_ record: MessageRecord, after message: Message) {
        let place = LogField.string(record.destination)
        switch (message.state.deadSince, record.state.deadSince) {
        case (nil, _?):
            let why = record.state.deadMessage ?? ""
            parts.logger.warning(
                "a destination is gone", ["destination": place, "reason": .string(why)])
        case (_?, nil): parts.logger.info("a destination is back", ["destination": place])
        case (nil, nil), (_?, _?): break
        }
        guard !record.digested.isEmpty else { return }
        let count = record.digested.count + 1
        parts.logger.info(
            "messages are told as one", ["destination": place, "count": .integer(count)])
    }

    // MARK: Messages that are not sent

    private func unsent(_ result: JSONValue) -> AttemptReport {
        AttemptReport(outcome: .succeeded(result: result), request: request)
    }

    private var unwanted: AttemptReport { unsent(["notSent": "below minSeverity"]) }

    private func gone(_ message: Message) -> AttemptReport {
        let since = message.state.deadSince?.iso8601 ?? ""
        let why = message.state.deadMessage.map { ": \($0)" } ?? ""
        return AttemptReport(
            outcome: .rejected(
                .destinationDead,
                message: "\(message.posting.destination) has been gone since \(since)\(why)"),
            request: request)
    }
}

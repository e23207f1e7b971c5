import AWS
package import Events
package import JSON
package import Lifecycle

// MARK: What a call has begun

extension CallDefinition {
    /// The keys of what a call has brought about that events will tell of.
    func causedKeys(_ input: JSONValue, _ result: JSONValue) -> [String] {
        guard let follow, follow.poll == nil else { return [] }
        return [follow.key(input, result)].compactMap { $0 }
    }
}

extension AWSCallAction {
    /// What is to be known before the call is made, so that what comes of it can be told from what
    /// was there already.
    func baseline(
        _ order: CallOrder, _ follow: CallFollow, _ request: ActionRequest
    ) async throws(AWSError) -> JSONValue {
        guard let poll = follow.poll, let reading = order.reading(poll) else { return [:] }
        let (answer, date) = try await reading.target.client.answer(to: reading.call)
        return poll.baseline(answer, date ?? request.startedAt)
    }

    /// A call that was made, as the beginning of something.
    func following(
        _ report: AttemptReport, _ order: CallOrder, _ follow: CallFollow, _ baseline: JSONValue
    ) -> AttemptReport {
        guard case .succeeded(let result) = report.outcome else { return report }
        guard let key = follow.key(order.input, result) else {
            return AttemptReport(
                outcome: .rejected(
                    .malformedAnswer,
                    message: "AWS accepted the call, but its answer does not say what to follow"),
                request: report.request, response: report.response)
        }
        return AttemptReport(
            outcome: .following(
                result: result, self.following(key, order, follow, baseline: baseline)),
            request: report.request, response: report.response, causes: report.causes)
    }

    /// What events tell is the same for everybody; what is asked, only for who asks.
    private func following(
        _ key: String, _ order: CallOrder, _ follow: CallFollow, baseline: JSONValue
    ) -> Following {
        guard let poll = follow.poll, let reading = order.reading(poll) else {
            return Following(key: key)
        }
        var question = reading.record.objectValue ?? JSONObject()
        question["follows"] = .string(order.definition.name)
        return Following(
            key: "\(key)@\(order.account ?? "")/\(order.region)", baseline: baseline,
            poll: .object(question))
    }

    /// The outcome of the same call as the delivery `maker` has made it.
    func shared(
        _ name: String, _ request: ActionRequest, _ made: SharedCall, by maker: String
    ) -> AttemptReport {
        let order: CallOrder
        do throws(CallRefusal) { order = try self.order(name, request) } catch {
            return error.report
        }
        var object = order.record.objectValue ?? JSONObject()
        object["input"] = order.asked
        object["sharedWith"] = .string(maker)
        let record = JSONValue.object(object)
        switch made {
        case .uncertain(let message):
            return AttemptReport(outcome: .uncertain(message: message), request: record)
        case .made(let result, let known):
            let causes = order.definition.causedKeys(order.input, result)
            let report = AttemptReport(
                outcome: .succeeded(result: result), request: record, causes: causes)
            guard request.step.followMilliseconds != nil, let follow = order.definition.follow
            else { return report }
            guard let known else {
                // Only what events tell is shared with who does not follow it.
                return following(report, order, follow, [:])
            }
            return AttemptReport(
                outcome: .following(result: result, known), request: record, causes: causes)
        }
    }
}

/// The outcome of a call that several steps share.
package enum SharedCall: Sendable, Hashable {
    /// `Following` is there when the one that made the call follows it.
    case made(result: JSONValue, Following?)
    /// It may have been made, so that it is not made again.
    case uncertain(message: String)

    /// Nil for an outcome that tells of no call.
    package init?(_ outcome: Outcome) {
        switch outcome {
        case .succeeded(let result): self = .made(result: result, nil)
        case .following(let result, let following): self = .made(result: result, following)
        case .uncertain(let message): self = .uncertain(message: message)
        case .retry, .rejected: return nil
        }
    }

    package init?(json: JSONValue) {
        if let result = json["result"] {
            self = .made(result: result, json["following"].flatMap(Following.init(json:)))
        } else if let message = json["uncertain"]?.stringValue {
            self = .uncertain(message: message)
        } else {
            return nil
        }
    }

    /// The form in which the journal keeps it.
    package var json: JSONValue {
        switch self {
        case .made(let result, let following):
            var object: JSONObject = ["result": result]
            object["following"] = following?.json
            return .object(object)
        case .uncertain(let message): return ["uncertain": .string(message)]
        }
    }
}

// MARK: Asking for news

/// What a question for news has brought.
package enum PollAnswer: Sendable {
    /// Judges the answer by what was known before; nil for no news.
    case answered(@Sendable (_ baseline: JSONValue) -> News?)
    /// It is not its turn before this time.
    case tooEarly(Timestamp)
    /// No answer; asking again may bring one, after this pause at the earliest.
    case failed(message: String, afterMilliseconds: Int64?)
}

extension AWSCallAction {
    /// Asks once. `ticket` names the question in the queues.
    func poll(_ poll: JSONValue, ticket: String, now: Timestamp) async -> PollAnswer {
        guard let order = order(poll),
            let judge = poll["follows"]?.stringValue.flatMap(CallDefinition.named)?
                .follow?.poll?.judge
        else {
            return .answered { _ in
                .failed(
                    .invalidInput, message: "the configuration no longer has what is asked here",
                    report: poll)
            }
        }
        if let turn = turn(order, of: ticket, now: now) { return .tooEarly(turn) }
        if let turn = pollTurn(order, of: ticket, now: now) { return .tooEarly(turn) }
        do throws(AWSError) {
            let answer = try await order.target.client.perform(order.call)
            return .answered { baseline in judge(answer, baseline) }
        } catch {
            return Self.answer(to: order.definition.outcome(of: error), error.record)
        }
    }

    private static func answer(to outcome: Outcome, _ record: JSONValue) -> PollAnswer {
        switch outcome {
        case .rejected(let reason, let message):
            .answered { _ in .failed(reason, message: message, report: record) }
        case .retry(_, let message, let pause):
            .failed(message: message, afterMilliseconds: pause)
        case .succeeded, .following, .uncertain:
            .failed(message: "AWS gave no answer", afterMilliseconds: nil)
        }
    }

    private func order(_ poll: JSONValue) -> CallOrder? {
        guard let name = poll["call"]?.stringValue, let region = poll["region"]?.stringValue,
            let input = poll["input"]
        else { return nil }
        let step = Step(
            action: .call(name), template: input, account: poll["account"]?.stringValue,
            region: region)
        return try? order(
            name,
            ActionRequest(id: "", step: step, input: input, startedAt: Timestamp(milliseconds: 0)))
    }
}

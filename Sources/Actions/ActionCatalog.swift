package import Events
package import HTTP
package import JSON
package import Lifecycle

/// Every kind of action there is. An action carries out one step once and says how it went; when
/// and how often is the engine's business.
package struct ActionCatalog: Sendable {
    private let calls: AWSCallAction
    private let receivers: [String: Receiver]
    private let http: HTTPClient
    /// Where people reach the admin listener, for links in messages; nil when nobody knows.
    package let adminURL: String?

    package init(
        calls: AWSCallAction, receivers: [String: Receiver], http: HTTPClient,
        adminURL: String? = nil
    ) {
        self.calls = calls
        self.receivers = receivers
        self.http = http
        self.adminURL = adminURL
    }

    /// Tries a step once.
    package func attempt(_ request: ActionRequest) async -> AttemptReport {
        switch request.step.action {
        case .call(let name): await calls.attempt(name, request)
        case .notify(let name): await notify(name, request)
        }
    }

    /// The rendered input of a step as it is kept: what the action leaves out, such as Terraform's
    /// sensitive outputs, is not written down either.
    package static func kept(_ input: JSONValue, of step: Step) -> JSONValue {
        guard case .call(let name) = step.action, case .object(let object) = input,
            let adapter = CallDefinition.named(name)?.adapt
        else { return input }
        return .object(adapter.adapt(object, step.template).input)
    }

    /// Takes over the outcome of the same call that another step has made.
    package func attempt(
        _ request: ActionRequest, sharing made: SharedCall, by maker: String
    ) async -> AttemptReport {
        switch request.step.action {
        case .call(let name): calls.shared(name, request, made, by: maker)
        case .notify: await attempt(request)
        }
    }

    /// The same text for calls that ask AWS for the same thing; nil for a step that does not share
    /// its call, and for one that will be refused anyway.
    package func sharedIdentity(of request: ActionRequest) -> String? {
        guard request.step.coalesceMilliseconds != nil, case .call(let name) = request.step.action
        else { return nil }
        let isFollowed = request.step.followMilliseconds != nil
        return try? calls.order(name, request).identity(isFollowed: isFollowed)
    }

    /// The keys of what an attempt may have brought about that nobody knows the end of.
    package func marks(of request: ActionRequest) -> [String] {
        guard case .call(let name) = request.step.action,
            let order = try? calls.order(name, request)
        else { return [] }
        return order.marks(at: request.startedAt)
    }

    /// When it is the attempt's turn, where its destination is called at a rate; nil for now.
    package func turn(
        of request: ActionRequest, ticket: String, now: Timestamp
    ) -> Timestamp? {
        guard case .call(let name) = request.step.action,
            let order = try? calls.order(name, request)
        else { return nil }
        return calls.turn(order, of: ticket, now: now)
    }

    /// Asks once what has become of something that is followed.
    package func poll(_ poll: JSONValue, ticket: String, now: Timestamp) async -> PollAnswer {
        await calls.poll(poll, ticket: ticket, now: now)
    }

    /// What an event says of something that a call has begun; nil for any other event.
    package static func sighting(of event: Event) -> Sighting? {
        CallDefinition.all.lazy.compactMap { $0.follow?.sighting(event) }.first
    }

    /// The snapshot of AWS Config whose delivery an event tells of; nil for any other event.
    package static func completedSnapshot(in event: Event) -> SnapshotSighting? {
        ConfigSnapshot.completed(event)
    }

    /// Where the call of a step goes, as far as its plan tells: all calls to one service in one
    /// region as one account go to the same place. Nil for a message, and for what will be refused.
    package func place(ofCall step: Step) -> String? {
        guard case .call(let name) = step.action else { return nil }
        return calls.place(name, step)
    }

    /// Whether a step brings about something that events tell of.
    package static func causesSightings(_ action: StepAction) -> Bool {
        guard case .call(let name) = action, let follow = CallDefinition.named(name)?.follow
        else { return false }
        return follow.poll == nil
    }

    /// Whether an attempt that may have happened can be made again without a second effect that
    /// matters. A chat message said twice is better than one not said.
    package static func isRepeatable(_ action: StepAction) -> Bool {
        switch action {
        case .call(let name): CallDefinition.named(name)?.isRepeatable ?? false
        case .notify: true
        }
    }

    private func notify(_ name: String, _ request: ActionRequest) async -> AttemptReport {
        guard let receiver = receivers[name] else {
            // A plan of the journal may name a receiver that the configuration no longer has.
            return AttemptReport(
                outcome: .rejected(.invalidInput, message: "there is no receiver of this name"),
                request: ["notify": .string(name)])
        }
        let message = ChatMessage(
            summary(of: request), id: request.id, time: request.startedAt,
            earlier: request.context.earlier)
        return await receiver.post(
            message, as: name, http: http, timeoutMilliseconds: request.step.timeoutMilliseconds)
    }

    /// What the messages to a receiver queue for; nil for a receiver that there is not.
    package func destination(ofReceiver name: String) -> String? {
        receivers[name]?.platform.destination
    }

    /// What an attempt of a step was to reach, for counting: a call with region and account, or a
    /// receiver's destination. Nothing of it is secret; all of it comes from configuration and
    /// rules, but for a region of AWS that may stand in the input.
    ///
    /// - Parameter report: how the attempt went; its request tells the region, unless it is the end
    ///   of something that was followed.
    package func destination(of step: Step, _ report: AttemptReport) -> String {
        switch step.action {
        case .notify(let name): return destination(ofReceiver: name) ?? "receiver \(name)"
        case .call(let name):
            let region = report.request["region"]?.stringValue ?? step.region
            return [name, region, step.account].compactMap { $0 }.joined(separator: " ")
        }
    }

    /// What whoever sends messages in order has to know of one; nil for a call, and for a receiver
    /// that there is not.
    package func posting(of request: ActionRequest, rule: String) -> Posting? {
        guard case .notify(let name) = request.step.action, let receiver = receivers[name] else {
            return nil
        }
        return receiver.posting(
            summary(of: request), as: name, rule: rule, now: request.startedAt)
    }

    private func summary(of request: ActionRequest) -> Summary {
        var context = request.context
        context.adminURL = context.adminURL ?? adminURL
        return Summary(request.input, context, now: request.startedAt)
    }
}

package import AWS
package import Events
import JSON
package import Lifecycle

/// Where calls go when a rule names an account.
package struct AWSTarget: Sendable {
    package let client: AWSClient
    /// Used when the step names no region.
    package let region: String?

    package init(client: AWSClient, region: String?) {
        self.client = client
        self.region = region
    }
}

/// Makes the AWS call of a step.
package struct AWSCallAction: Sendable {
    private let standard: AWSTarget
    private let accounts: [String: AWSTarget]
    private let rates: [String: Rate]
    private let queues: CallQueues

    /// - Parameters:
    ///   - rates: by call, in place of the definitions' own.
    ///   - queues: those of the action that this one replaces, so that a reload lets nobody jump.
    package init(
        standard: AWSTarget, accounts: [String: AWSTarget] = [:], rates: [String: Rate] = [:],
        queues: CallQueues = CallQueues()
    ) {
        self.standard = standard
        self.accounts = accounts
        self.rates = rates
        self.queues = queues
    }

    func attempt(_ name: String, _ request: ActionRequest) async -> AttemptReport {
        let order: CallOrder
        do throws(CallRefusal) { order = try self.order(name, request) } catch {
            return error.report
        }
        guard request.step.followMilliseconds != nil, let follow = order.definition.follow else {
            return await make(order, request)
        }
        let baseline: JSONValue
        do throws(AWSError) { baseline = try await self.baseline(order, follow, request) } catch {
            return AttemptReport(
                outcome: order.definition.outcome(of: error), request: order.record,
                response: error.record)
        }
        return following(await make(order, request), order, follow, baseline)
    }

    /// The call with its outcome; what it has begun stands in `causes`.
    private func make(_ order: CallOrder, _ request: ActionRequest) async -> AttemptReport {
        do throws(AWSError) {
            let result = try await order.target.client.perform(order.call)
            return AttemptReport(
                outcome: .succeeded(result: result), request: order.record, response: result,
                causes: order.definition.causedKeys(order.input, result))
        } catch {
            let outcome = order.definition.outcome(of: error)
            var causes: [String] = []
            if case .uncertain = outcome { causes = order.marks(at: request.startedAt) }
            return AttemptReport(
                outcome: outcome, request: order.record, response: error.record, causes: causes)
        }
    }

    // MARK: Getting ready

    func order(_ name: String, _ request: ActionRequest) throws(CallRefusal) -> CallOrder {
        let step = request.step
        var record: JSONObject = ["call": .string(name)]
        record["account"] = step.account.map(JSONValue.string)
        guard let definition = CallDefinition.named(name) else {
            throw CallRefusal(record, "this program does not know the call")
        }
        guard let target = step.account.map({ accounts[$0] }) ?? standard else {
            throw CallRefusal(record, "there is no account of this name in the configuration")
        }
        let prepared = definition.prepared(request.input, template: step.template)
        let configured = target.region ?? standard.region
        guard
            let region = definition.region(
                named: step.region, input: prepared, configured: configured)
        else {
            throw CallRefusal(
                record, "no region is set: add `aws: {region: …}` to the configuration")
        }
        let input = definition.withToken(prepared, id: request.id)
        record["region"] = .string(region)
        record["input"] = input
        let problems = definition.problems(in: request.input, template: step.template)
        if let problem = problems.first ?? definition.tokenProblem(in: input) {
            throw CallRefusal(record, problem.message)
        }
        return CallOrder(
            definition: definition, target: target, account: step.account, region: region,
            asked: prepared, input: input, timeoutMilliseconds: step.timeoutMilliseconds)
    }

    /// `config us-east-2 audit`: service, region and account. Where the region is still to be
    /// rendered, the configured one counts.
    func place(_ name: String, _ step: Step) -> String? {
        guard let definition = CallDefinition.named(name),
            let target = step.account.map({ accounts[$0] }) ?? standard
        else { return nil }
        let region = definition.region(
            named: step.region, input: step.template,
            configured: target.region ?? standard.region)
        return [definition.service.signingName, region, step.account].compactMap { $0 }
            .joined(separator: " ")
    }

    // MARK: Turns

    /// When the call may be made; nil for now.
    func turn(_ order: CallOrder, of ticket: String, now: Timestamp) -> Timestamp? {
        guard let rate = rate(of: order.definition) else { return nil }
        let queue = [rate.quota ?? order.definition.name, order.account ?? ""]
        return queues.turn(
            of: ticket, in: queue.joined(separator: "\n"), at: rate, now: now)
    }

    /// What is configured is meant as it is written: 5/s is five at once, and then evenly.
    private func rate(of definition: CallDefinition) -> CallRate? {
        rates[definition.name].map { CallRate($0, burst: $0.count) } ?? definition.rate
    }

    /// Reads that only look for news must not use up a day's quota.
    func pollTurn(_ order: CallOrder, of ticket: String, now: Timestamp) -> Timestamp? {
        queues.turn(
            of: ticket, in: "polls\n\(order.definition.name)\n\(order.account ?? "")",
            at: Self.pollRate, now: now)
    }

    /// 96,400 in a day at most, where Partner Central allows 100,000
    /// (https://docs.aws.amazon.com/partner-central/latest/selling-api/quotas.html). How many in a
    /// second is the operation's own rate.
    static let pollRate = CallRate(
        Rate(count: 1, periodMilliseconds: 1_000), burst: 10_000)
}

extension ActionCatalog {
    /// Whether a call was not sent because others had all connections.
    package static func hasFoundNoConnection(_ report: AttemptReport) -> Bool {
        report.response?["code"] == .string(AWSError.noFreeConnection)
    }
}

extension AWSError {
    /// For the step's record.
    var record: JSONValue {
        var object: JSONObject = ["code": .string(code), "message": .string(message)]
        object["status"] = httpStatus.map { .number(JSONNumber($0)) }
        object["requestId"] = requestId.map(JSONValue.string)
        return .object(object)
    }
}

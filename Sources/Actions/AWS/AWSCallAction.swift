package import AWS
import Events
import JSON

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

    package init(standard: AWSTarget, accounts: [String: AWSTarget] = [:]) {
        self.standard = standard
        self.accounts = accounts
    }

    func attempt(_ name: String, _ request: ActionRequest) async -> AttemptReport {
        let step = request.step
        var record: JSONObject = ["call": .string(name)]
        record["account"] = step.account.map(JSONValue.string)
        guard let definition = CallDefinition.named(name) else {
            return refused(record, "this program does not know the call")
        }
        guard let target = step.account.map({ accounts[$0] }) ?? standard else {
            return refused(record, "there is no account of this name in the configuration")
        }
        guard let region = step.region ?? target.region ?? standard.region else {
            return refused(record, "no region is set: add `aws: {region: …}` to the configuration")
        }
        let input = definition.cleaned(request.input)
        record["region"] = .string(region)
        record["input"] = input
        if let problem = definition.problems(in: request.input).first {
            return refused(record, problem.message)
        }
        let call = AWSCall(
            service: definition.service, target: definition.target,
            protocolVersion: definition.protocolVersion, region: region, input: input,
            timeoutMilliseconds: step.timeoutMilliseconds, repeatable: definition.isRepeatable)
        do throws(AWSError) {
            let result = try await target.client.perform(call)
            return AttemptReport(
                outcome: .succeeded(result: result), request: .object(record), response: result)
        } catch {
            return AttemptReport(
                outcome: definition.outcome(of: error), request: .object(record),
                response: Self.record(error))
        }
    }

    private func refused(_ record: JSONObject, _ message: String) -> AttemptReport {
        AttemptReport(
            outcome: .rejected(.invalidInput, message: message), request: .object(record))
    }

    private static func record(_ error: AWSError) -> JSONValue {
        var object: JSONObject = ["code": .string(error.code), "message": .string(error.message)]
        object["status"] = error.httpStatus.map { .number(JSONNumber($0)) }
        object["requestId"] = error.requestId.map(JSONValue.string)
        return .object(object)
    }
}

extension CallDefinition {
    /// What a failed call means for its step.
    func outcome(of error: AWSError) -> Outcome {
        let message = error.description
        guard error.kind != .uncertain else { return .uncertain(message: message) }
        if let reason = refusals[error.code] { return .rejected(reason, message: message) }
        let reason = Self.reason(of: error)
        guard error.retryable else { return .rejected(reason, message: message) }
        return .retry(reason, message: message, afterMilliseconds: error.retryAfterMilliseconds)
    }

    private static func reason(of error: AWSError) -> FailureReason {
        switch error.kind {
        case .throttled: .throttled
        case .transient, .unreachable, .cancelled: .unavailable
        case .timedOut: .timedOut
        case .malformedResponse: .malformedAnswer
        // NotAuthorized: AWS knows who we are and says no.
        case .credentials where error.code != "NotAuthorized": .badCredentials
        case .configuration: .invalidInput
        case .uncertain: .uncertain
        case .credentials, .refused: refusalReason(of: error.code)
        }
    }

    /// https://docs.aws.amazon.com/config/latest/APIReference/CommonErrors.html
    private static func refusalReason(of code: String) -> FailureReason {
        switch code {
        case "AccessDenied", "AccessDeniedException", "NotAuthorized", "OptInRequired",
            "UnauthorizedOperation":
            .accessDenied
        case "ValidationError", "ValidationException", "SerializationException",
            "InvalidParameterValueException":
            .invalidInput
        case _ where code.hasPrefix("NoSuch") || code.contains("NotFound"): .notFound
        default: .refused
        }
    }
}

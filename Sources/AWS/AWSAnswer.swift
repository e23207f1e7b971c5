import HTTP
import JSON
import Lifecycle
import Telemetry

/// Reads an answer of the AWS JSON protocols 1.0 and 1.1
/// (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html); `QueryAnswer.swift` has the
/// other protocol.
struct AWSAnswer {
    let response: HTTPResponse
    /// Cut out of every message: AWS quotes the canonical request, and with it the session token,
    /// when a signature does not match.
    private let secrets: [Secret]

    init(_ response: HTTPResponse, secrets: [Secret] = []) {
        self.response = response
        self.secrets = secrets
    }

    /// The output object. An empty body is the output of an operation that has none.
    ///
    /// - Parameter needsOutput: whether the operation answers with something, so that an empty
    ///   body is not its answer.
    func read(needsOutput: Bool = false) -> Result<JSONValue, AWSError> {
        let body = (try? JSONValue(parsing: response.body))?.objectValue
        // Some services, and what stands between, report an error behind a 200.
        guard (200...299).contains(response.status), errorName(in: body) == nil else {
            return .failure(refusal(body ?? [:]))
        }
        guard !response.body.isEmpty || needsOutput else { return .success([:]) }
        guard let body else {
            let message =
                response.body.isEmpty ? "The answer is empty." : "The answer is no JSON object."
            return .failure(error(.malformedResponse, "MalformedResponse", message))
        }
        return .success(.object(body))
    }

    /// When AWS sent the answer, by its own clock.
    var date: Timestamp? { response.headers["Date"].flatMap(HTTPDate.time) }

    private func refusal(_ body: JSONObject) -> AWSError {
        let code =
            errorName(in: body) ?? ["code", "Code"].lazy.compactMap { body[$0]?.stringValue }
            .compactMap(AWSErrorCode.name).first ?? AWSErrorCode.anonymous(response.status)
        let kind = AWSErrorCode.kind(code: code, status: response.status)
        let message = Self.message(in: body)
        return error(
            kind, code, message.isEmpty ? "AWS answered with status \(response.status)." : message)
    }

    /// By what no output is named.
    private func errorName(in body: JSONObject?) -> String? {
        [response.headers["x-amzn-ErrorType"], body?["__type"]?.stringValue]
            .lazy.compactMap { $0 }.compactMap(AWSErrorCode.name).first
    }

    func error(_ kind: AWSError.Kind, _ code: String, _ message: String) -> AWSError {
        AWSError(
            kind, code: code, message: redacted(message), httpStatus: response.status,
            requestId: requestId, retryAfterMilliseconds: retryAfterMilliseconds,
            retryable: AWSErrorCode.expiredCredentials.contains(code) ? true : nil)
    }

    private func redacted(_ message: String) -> String {
        secrets.reduce(message) { text, secret in
            secret.isEmpty ? text : text.replacing(secret.reveal(), with: "(secret)")
        }
    }

    /// Partner Central tells what is wrong in `Reason` and `ErrorList`, not in its message.
    private static func message(in body: JSONObject) -> String {
        var parts = [body["message"] ?? body["Message"], body["Reason"]].compactMap {
            $0?.stringValue
        }
        for entry in (body["ErrorList"]?.arrayValue ?? []).prefix(listedErrorsMax) {
            let texts = [entry["FieldName"], entry["Message"]].compactMap { $0?.stringValue }
            parts.append(texts.joined(separator: ": "))
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private static let listedErrorsMax = 5

    private var requestId: String? {
        guard let id = response.headers["x-amzn-RequestId"] ?? response.headers["x-amz-request-id"]
        else { return nil }
        return AWSError.clean(id, charactersMax: Self.requestIdCharactersMax)
    }

    /// AWS gives no limit; today's ids are UUIDs of 36 characters.
    private static let requestIdCharactersMax = 128

    /// `x-amz-retry-after` in milliseconds, else `Retry-After` in seconds or as a date.
    private var retryAfterMilliseconds: Int64? {
        let delay: Int64?
        if let text = response.headers["x-amz-retry-after"], let milliseconds = Int64(text) {
            delay = milliseconds
        } else if let text = response.headers["Retry-After"]?.trimmingWhitespace() {
            if let seconds = Int64(text) {
                delay =
                    seconds.multipliedReportingOverflow(by: 1_000).overflow
                    ? AWSError.retryAfterMillisecondsMax : seconds * 1_000
            } else if let time = HTTPDate.time(text), let date {
                delay = time.milliseconds - date.milliseconds
            } else {
                delay = nil
            }
        } else {
            delay = nil
        }
        return delay.map { min(max($0, 0), AWSError.retryAfterMillisecondsMax) }
    }
}

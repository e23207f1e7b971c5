import HTTP
import JSON
import Lifecycle
import Telemetry

/// Reads an answer of the AWS JSON protocols 1.0 and 1.1
/// (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
struct AWSAnswer {
    private let response: HTTPResponse
    /// Cut out of every message: AWS quotes the canonical request, and with it the session token,
    /// when a signature does not match.
    private let secrets: [Secret]

    init(_ response: HTTPResponse, secrets: [Secret] = []) {
        self.response = response
        self.secrets = secrets
    }

    /// The output object. An empty body is the output of an operation that has none.
    func read() -> Result<JSONValue, AWSError> {
        guard (200...299).contains(response.status) else { return .failure(refusal()) }
        guard !response.body.isEmpty else { return .success([:]) }
        guard let value = try? JSONValue(parsing: response.body), value.objectValue != nil else {
            return .failure(
                error(.malformedResponse, "MalformedResponse", "The answer is no JSON object."))
        }
        return .success(value)
    }

    /// When AWS sent the answer, by its own clock.
    var date: Timestamp? { response.headers["Date"].flatMap(HTTPDate.time) }

    private func refusal() -> AWSError {
        let body = (try? JSONValue(parsing: response.body))?.objectValue ?? [:]
        let named = [
            response.headers["x-amzn-ErrorType"], body["__type"]?.stringValue,
            body["code"]?.stringValue, body["Code"]?.stringValue,
        ]
        .lazy.compactMap { $0 }.compactMap(AWSErrorCode.name).first
        let code = named ?? "HTTPStatus\(response.status)"
        let kind = AWSErrorCode.kind(code: code, status: response.status)
        let message = Self.message(in: body)
        return error(
            kind, code, message.isEmpty ? "AWS answered with status \(response.status)." : message)
    }

    private func error(_ kind: AWSError.Kind, _ code: String, _ message: String) -> AWSError {
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

/// The one date format HTTP/1.1 senders may use (RFC 9110, section 5.6.7).
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func time(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", parts[1].count == 2, parts[3].count == 4,
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let number = (month < 9 ? "0" : "") + String(month + 1)
        return Timestamp(iso8601: "\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
    }
}

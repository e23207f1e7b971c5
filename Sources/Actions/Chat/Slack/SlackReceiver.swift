import Events
import HTTP
import JSON
import Telemetry

/// Posts to a Slack incoming webhook.
struct SlackReceiver {
    let settings: SlackSettings
    let http: HTTPClient

    /// What is read of Slack's answer, which is one word (design.md section 10).
    static let responseBytesMax = 4 << 10
    static let connectTimeoutMilliseconds = 5_000

    func post(_ summary: Summary, timeoutMilliseconds: Int) async -> AttemptReport {
        let message = SlackMessage(summary).json
        let record: JSONValue = ["message": message]
        if let problem = settings.problem {
            return AttemptReport(
                outcome: .rejected(.invalidInput, message: problem.message), request: record)
        }
        let request = HTTPClientRequest(
            method: "POST", url: settings.url.reveal(),
            headers: ["Content-Type": "application/json; charset=utf-8"],
            body: message.serializedBytes(), timeoutMilliseconds: timeoutMilliseconds,
            connectTimeoutMilliseconds: Self.connectTimeoutMilliseconds,
            responseBytesMax: Self.responseBytesMax,
            addressPolicy: .publicHTTPS(allowing: settings.allowed))
        do throws(HTTPClientError) {
            let answer = SlackAnswer(try await http.send(request))
            return AttemptReport(
                outcome: answer.outcome, request: record, response: answer.record)
        } catch {
            return AttemptReport(outcome: DestinationError.outcome(of: error), request: record)
        }
    }
}

/// What Slack said, sorted as its documentation says: the word counts for more than the status.
struct SlackAnswer {
    private let status: Int
    private let word: String
    private let retryAfter: Int64?

    init(_ response: HTTPResponse) {
        status = response.status
        let text = String(decoding: response.body.prefix(SlackReceiver.responseBytesMax), as: UTF8.self)
        word = text.withoutControls.cut(to: 200)
        retryAfter = DestinationError.retryAfterMilliseconds(response.headers["Retry-After"])
    }

    var record: JSONValue { ["status": .number(JSONNumber(status)), "body": .string(word)] }

    var outcome: Outcome {
        let message = "Slack answered \(status) \(word)"
        switch status {
        case 200..<300: return .succeeded(result: .null)
        case 429:
            return .retry(.throttled, message: message, afterMilliseconds: retryAfter)
        case 408, 500...:
            return .retry(.unavailable, message: message, afterMilliseconds: retryAfter)
        case 401, 403, 404, 410: return .rejected(.destinationDead, message: message)
        default: return .rejected(.refused, message: message)
        }
    }
}

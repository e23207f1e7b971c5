import Events
import HTTP
import JSON
import Telemetry

/// Posts to a Slack incoming webhook.
struct SlackReceiver {
    /// Its name in the configuration.
    let name: String
    let settings: SlackSettings
    let http: HTTPClient

    /// What is read of Slack's answer, which is one word (design.md section 10).
    static let responseBytesMax = 4 << 10
    static let connectTimeoutMilliseconds = 5_000

    func post(_ summary: Summary, timeoutMilliseconds: Int) async -> AttemptReport {
        let message = SlackMessage(summary).json
        let record: JSONValue = ["notify": .string(name), "message": message]
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
            addressPolicy: settings.addressPolicy)
        let answer: SlackAnswer
        do throws(HTTPClientError) {
            answer = SlackAnswer(try await http.send(request), to: settings)
        } catch {
            // A page too long to be Slack's: its status tells all the same.
            guard error.code == .responseTooLarge, let status = error.status else {
                return AttemptReport(outcome: DestinationError.outcome(of: error), request: record)
            }
            answer = SlackAnswer(HTTPResponse(status: status), to: settings)
        }
        return AttemptReport(outcome: answer.outcome, request: record, response: answer.record)
    }
}

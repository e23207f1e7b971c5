import Events
package import HTTP
import JSON
package import Lifecycle

/// How a test message went, for the person who sent it.
package struct TestMessageAnswer: Sendable, Hashable {
    /// Whether the platform has taken it.
    package let isDelivered: Bool
    /// Of the answer, if one came.
    package let status: Int?
    /// A sentence without the receiver's name; holds no part of the URL behind the host.
    package let message: String
}

extension Receiver {
    /// Who tries a webhook waits in front of a terminal.
    private static let testMilliseconds = 20_000

    /// Posts one message that says it is a test. Neither `minSeverity` nor `quiet` hold it back.
    ///
    /// - Parameter name: the receiver's in the configuration.
    package func sendTest(
        named name: String, http: HTTPClient, now: Timestamp
    ) async -> TestMessageAnswer {
        let input: JSONValue = [
            "title": "Hookferry test message",
            "text": "Sent by hookferry check --send-test. Nothing is wrong.",
            "severity": .string(Severity.info.rawValue), "fields": ["Receiver": .string(name)],
        ]
        let message = ChatMessage(Summary(input), id: "test-\(now.milliseconds)", time: now)
        let report = await post(
            message, as: name, http: http, timeoutMilliseconds: Self.testMilliseconds)
        return answer(report)
    }

    private func answer(_ report: AttemptReport) -> TestMessageAnswer {
        let status = report.response?["status"]?.intValue
        let words = [status.map(String.init), report.response?["body"]?.stringValue]
            .compactMap { $0 }.joined(separator: " ")
        let isDelivered: Bool
        if case .succeeded = report.outcome { isDelivered = true } else { isDelivered = false }
        return TestMessageAnswer(
            isDelivered: isDelivered, status: status, message: sentence(report.outcome, words))
    }

    /// - Parameter words: the answer's status and the platform's own word; empty for none.
    private func sentence(_ outcome: Outcome, _ words: String) -> String {
        let title = type(of: platform).title
        switch outcome {
        case .succeeded where platform is Teams:
            return "\(title) accepted the message (\(words)); whether it was posted stands in the "
                + "workflow's run history."
        case .succeeded, .following: return "\(title) took the message (\(words))."
        case .retry(.throttled, _, let pause):
            let wait = pause.map { "in \(($0 + 999) / 1_000) s" } ?? "in a minute"
            return "\(title) wants fewer messages: \(words) – try again \(wait)."
        case .retry(.destinationDead, _, _), .rejected(.destinationDead, _):
            return "\(title) refused it: \(words) – \(advice)."
        case .retry(_, let message, _) where words.isEmpty:
            return "\(title) cannot be reached: \(Self.clause(message))."
        case .retry: return "\(title) is not well: \(words) – try again later."
        case .rejected(.invalidInput, let message):
            return "nothing was sent: \(Self.clause(message))."
        case .rejected(_, let message) where words.isEmpty:
            return "nothing was sent: \(Self.clause(message)) – for a stand-in or an own server, "
                + "allow its addresses: `allow: [10.0.0.0/8]`."
        case .rejected where platform is PagerDuty:
            return "\(title) refused it: \(words) – perhaps `routingKey` is wrong."
        case .rejected:
            return "\(title) refused it: \(words) – the destination is there, and does not take "
                + "this message."
        case .uncertain(let message):
            return "nobody knows whether it came: \(Self.clause(message))."
        }
    }

    /// What to do about a destination that is gone.
    private var advice: String {
        switch platform {
        case is Telegram: "check `token` and `chatId`, and whether the bot may write there"
        case is PagerDuty: "check `routingKey`: the integration is gone"
        case is StandardWebhook: "whoever listens there wants no more messages, or has moved"
        case is Teams:
            "the workflow is gone, switched off, or not for anyone to trigger; make a new one and "
                + "put its URL where `url` is read from"
        default: "the webhook is gone; make a new one and put its URL where `url` is read from"
        }
    }

    /// The HTTP client's sentences end with a full stop.
    private static func clause(_ message: String) -> String {
        message.hasSuffix(".") ? String(message.dropLast()) : message
    }
}

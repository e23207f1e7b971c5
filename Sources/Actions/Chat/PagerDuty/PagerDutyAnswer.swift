import Events
import JSON

/// What PagerDuty's answers mean.
/// https://developer.pagerduty.com/docs/events-api-v2-overview#response-codes--retry-logic
enum PagerDutyAnswer {
    /// Its own clients wait as long between two tries. It names no pause by itself; a proxy may.
    static let pauseMillisecondsDefault: Int64 = 30_000

    static func verdict(on answer: ChatAnswer, to request: ChatRequest) -> ChatVerdict {
        switch answer.status {
        case 200..<300:
            guard let key = request.message["dedup_key"] else { return .delivered() }
            return .delivered(reference: ["dedup_key": key])
        case 429:
            let pause = answer.retryAfterMilliseconds() ?? pauseMillisecondsDefault
            return .retry(.throttled, afterMilliseconds: pause)
        // A 400 is about this one event, unless it is about the key, which all events share: seen
        // are "Invalid routing key" (https://github.com/robusta-dev/robusta/issues/571) and
        // "Length of 'routing_key' is incorrect"
        // (https://github.com/blockpane/tenderduty/issues/10).
        case 400 where isAboutKey(answer): return .dead
        default: return answer.common
        }
    }

    /// From the general to the particular.
    static func words(_ answer: ChatAnswer) -> [String] {
        let errors = answer.json?["errors"]?.arrayValue ?? []
        return ([answer.json?["status"], answer.json?["message"]] + errors)
            .compactMap { $0?.stringValue }
    }

    private static func isAboutKey(_ answer: ChatAnswer) -> Bool {
        words(answer).contains { word in
            word.lowercased().replacing("_", with: " ").contains("routing key")
        }
    }
}

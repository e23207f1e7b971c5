import Events
import JSON

/// What Google Chat's errors mean: the `status` of a `google.rpc.Status`.
/// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
enum GoogleChatAnswer {
    static func verdict(on answer: ChatAnswer) -> ChatVerdict {
        guard !(200..<300).contains(answer.status), let error = answer.json?["error"],
            let known = statuses[error["status"]?.stringValue ?? ""]
        else { return answer.common }
        switch known {
        case .retry(let reason, _):
            return .retry(reason, afterMilliseconds: answer.retryAfterMilliseconds())
        // The URL's `key` is wrong, and not the message.
        case .refused where hasReason("API_KEY_INVALID", error): return .dead
        default: return known
        }
    }

    private static let statuses: [String: ChatVerdict] = [
        "INVALID_ARGUMENT": .refused, "FAILED_PRECONDITION": .refused, "OUT_OF_RANGE": .refused,
        "ALREADY_EXISTS": .refused,
        "PERMISSION_DENIED": .dead, "UNAUTHENTICATED": .dead, "NOT_FOUND": .dead,
        "RESOURCE_EXHAUSTED": .retry(.throttled),
        "ABORTED": .retry(.unavailable), "DEADLINE_EXCEEDED": .retry(.unavailable),
        "INTERNAL": .retry(.unavailable), "UNAVAILABLE": .retry(.unavailable),
        "UNKNOWN": .retry(.unavailable),
    ]

    private static func hasReason(_ reason: String, _ error: JSONValue) -> Bool {
        (error["details"]?.arrayValue ?? []).contains { $0["reason"]?.stringValue == reason }
    }
}

import Events
import HTTP

/// What a request without an answer, and a `Retry-After`, mean for a chat step.
enum DestinationError {
    static func outcome(of error: HTTPClientError) -> Outcome {
        switch error.code {
        case .invalidURL, .invalidRequest, .refusedAddress:
            .rejected(.refused, message: error.message)
        case .timedOut: .retry(.timedOut, message: error.message)
        case .responseTooLarge: .retry(.malformedAnswer, message: error.message)
        case .unresolved, .connectFailed, .tlsFailed, .connectionLost, .cancelled, .closed:
            .retry(.unavailable, message: error.message)
        }
    }

    /// Reads whole or fractional seconds. No chat platform documents a date here (RFC 9110 would
    /// allow one); back-off serves as well.
    static func retryAfterMilliseconds(_ text: String?) -> Int64? {
        guard let text, let seconds = Double(text), seconds.isFinite, seconds >= 0 else {
            return nil
        }
        return Int64((min(seconds, 86_400) * 1000).rounded(.up))
    }
}

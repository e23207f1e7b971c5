import Events
import HTTP
import Lifecycle

/// What a request without an answer, and a `Retry-After`, mean for a chat step.
enum DestinationError {
    static func outcome(of error: HTTPClientError) -> Outcome {
        switch error.code {
        case .invalidURL, .invalidRequest, .refusedAddress:
            .rejected(.refused, message: error.message)
        case .timedOut, .noConnection: .retry(.timedOut, message: error.message)
        case .responseTooLarge: .retry(.malformedAnswer, message: error.message)
        case .unresolved, .connectFailed, .tlsFailed, .connectionLost, .cancelled, .closed:
            .retry(.unavailable, message: error.message)
        }
    }

    /// Reads whole or fractional seconds, and the date of RFC 9110, section 10.2.3.
    ///
    /// - Parameter date: the answer's own `Date`, from which a moment is counted: the other side's
    ///   clock need not be ours. Without it, and for a moment gone by, back-off serves as well.
    static func retryAfterMilliseconds(_ text: String?, date: String? = nil) -> Int64? {
        guard let text else { return nil }
        if let moment = HTTPDate.time(text), let now = date.flatMap(HTTPDate.time) {
            let pause = moment.milliseconds - now.milliseconds
            return pause > 0 ? min(pause, pauseMillisecondsMax) : nil
        }
        guard let seconds = Double(text), seconds.isFinite, seconds >= 0 else { return nil }
        let secondsMax = Double(pauseMillisecondsMax / 1000)
        return Int64((min(seconds, secondsMax) * 1000).rounded(.up))
    }

    /// A day.
    private static let pauseMillisecondsMax: Int64 = 86_400_000
}

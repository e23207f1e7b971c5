import AWS
import Events

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

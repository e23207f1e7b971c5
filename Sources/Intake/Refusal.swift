package import HTTP

/// Why a request is not accepted: what the sender is told, and what the log says beside it.
package struct Refusal: Error, Sendable, Hashable {
    /// The closed list of answers (design.md section 6); the raw value is the answer's `code`.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case malformedBody = "malformed_body"
        case malformedRequest = "malformed_request"
        case badCredentials = "bad_credentials"
        case topicNotAllowed = "topic_not_allowed"
        case notAllowed = "not_allowed"
        case unknownSource = "unknown_source"
        case notFound = "not_found"
        case methodNotAllowed = "method_not_allowed"
        case requestTimeout = "request_timeout"
        case bodyTooLarge = "body_too_large"
        case headersTooLarge = "headers_too_large"
        case tooManyRequests = "too_many_requests"
        case journalUnavailable = "journal_unavailable"
        case certificateUnavailable = "certificate_unavailable"
        case confirmationUnavailable = "confirmation_unavailable"
        case overloaded
        case draining

        /// Senders such as SNS never repeat what was answered 4xx, except 429: everything that may
        /// pass later is a 503.
        package var status: Int {
            switch self {
            case .malformedBody, .malformedRequest: 400
            case .badCredentials: 401
            case .topicNotAllowed, .notAllowed: 403
            case .unknownSource, .notFound: 404
            case .methodNotAllowed: 405
            case .requestTimeout: 408
            case .bodyTooLarge: 413
            case .tooManyRequests: 429
            case .headersTooLarge: 431
            case .journalUnavailable, .certificateUnavailable, .confirmationUnavailable,
                .overloaded, .draining:
                503
            }
        }

        /// Whether it is the answer to someone who has not proved to be a source's sender.
        var isForStrangers: Bool {
            self == .badCredentials || self == .notAllowed || self == .topicNotAllowed
        }
    }

    package let code: Code
    /// A sentence for the sender. It helps, quotes nothing and gives no secret away.
    package let message: String
    /// For the log: the same or more; free of secrets.
    package let reason: String
    /// `Allow`, `WWW-Authenticate`, `Retry-After`.
    package private(set) var headers: HTTPHeaders

    /// When a sender should come back after a 503, in seconds, unless the refusal knows better.
    package static let retryAfterSeconds = 5

    package init(
        _ code: Code, _ message: String, reason: String? = nil, headers: HTTPHeaders = [:]
    ) {
        self.code = code
        self.message = message
        self.reason = reason ?? message
        self.headers = headers
        if code.status == 503 || code.status == 429, headers["Retry-After"] == nil {
            self.headers.add("Retry-After", "\(Self.retryAfterSeconds)")
        }
    }
}

import HTTP

extension AWSError {
    init(_ error: CredentialError) {
        let (kind, code): (Kind, String) =
            switch error.code {
            case .unavailable: (.transient, "CredentialsUnavailable")
            case .cancelled: (.cancelled, "Cancelled")
            case .refused: (.credentials, Self.credentialsRefused)
            case .notConfigured, .incomplete, .malformed, .expired, .profileNotFound, .unsupported:
                (.credentials, "NoCredentials")
            }
        self.init(
            kind, code: code, message: error.description, requestSent: false,
            retryable: error.isRetryable)
    }

    /// The code where nothing was sent, as all connections were taken.
    package static let noFreeConnection = "NoFreeConnection"

    /// The code where whoever gives the credentials says no.
    static let credentialsRefused = "CredentialsRefused"

    /// No complete answer came. If the call must not be repeated and the request may have arrived,
    /// nobody can tell whether it was carried out.
    init(_ error: HTTPClientError, call: AWSCall) {
        let (kind, code) = Self.kindAndCode(of: error.code)
        let plain = AWSError(
            kind, code: code, message: error.message, httpStatus: error.status,
            requestSent: error.requestSent)
        self = plain.asUncertain(for: call)
    }

    /// The same error, as `uncertain` where the effect of a call that must not be repeated is
    /// unknown. An error that AWS itself put into words is never so.
    func asUncertain(for call: AWSCall) -> AWSError {
        guard !call.repeatable, requestSent, leavesEffectOpen else { return self }
        return AWSError(
            .uncertain, code: code,
            message: "\(call.target) may have been carried out. \(message)",
            httpStatus: httpStatus, requestId: requestId, requestSent: true)
    }

    private var leavesEffectOpen: Bool {
        switch kind {
        case .timedOut, .unreachable, .malformedResponse, .cancelled: true
        // Without a name it is the word of something in between, which may have passed the request
        // on; 503 alone says that it has not.
        case .transient:
            httpStatus.map { $0 != 503 && code == AWSErrorCode.anonymous($0) } ?? false
        case .throttled, .refused, .credentials, .configuration, .uncertain: false
        }
    }

    private static func kindAndCode(of code: HTTPClientError.Code) -> (Kind, String) {
        switch code {
        case .invalidURL, .invalidRequest: (.configuration, "InvalidEndpoint")
        case .refusedAddress: (.configuration, "RefusedAddress")
        case .unresolved: (.unreachable, "UnresolvedHost")
        case .connectFailed: (.unreachable, "ConnectionFailed")
        case .tlsFailed: (.unreachable, "TLSFailed")
        case .timedOut: (.timedOut, "Timeout")
        case .noConnection: (.timedOut, noFreeConnection)
        case .connectionLost: (.unreachable, "ConnectionLost")
        case .responseTooLarge: (.malformedResponse, "ResponseTooLarge")
        case .cancelled, .closed: (.cancelled, "Cancelled")
        }
    }
}

import HTTP

extension AWSError {
    init(_ error: CredentialError) {
        self.init(
            .credentials, code: "NoCredentials", message: error.description, requestSent: false,
            retryable: error.code == .expired)
    }

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
        guard !call.repeatable, requestSent else { return self }
        switch kind {
        case .timedOut, .unreachable, .malformedResponse, .cancelled:
            return AWSError(
                .uncertain, code: code,
                message: "\(call.target) may have been carried out. \(message)",
                httpStatus: httpStatus, requestId: requestId, requestSent: true)
        case .throttled, .transient, .refused, .credentials, .configuration, .uncertain:
            return self
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
        case .connectionLost: (.unreachable, "ConnectionLost")
        case .responseTooLarge: (.malformedResponse, "ResponseTooLarge")
        case .cancelled, .closed: (.cancelled, "Cancelled")
        }
    }
}

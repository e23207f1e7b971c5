/// What AWS's error codes mean, from botocore's standard retry mode and the SDK guide
/// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
enum AWSErrorCode {
    static let throttling: Set<String> = [
        "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException",
        "PriorRequestNotComplete", "ProvisionedThroughputExceededException",
        "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException", "SlowDown",
        "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequestsException",
        "TransactionInProgressException",
    ]

    static let transient: Set<String> = [
        // From STS, when the identity provider does not answer.
        "IDPCommunicationError",
        "RequestTimeout", "RequestTimeoutException",
    ]

    /// Faults of AWS, whatever the status (the common errors of every API reference).
    static let serverFaults: Set<String> = [
        "InternalError", "InternalFailure", "InternalServerError", "InternalServerException",
        "ServiceUnavailable", "ServiceUnavailableException",
    ]

    /// A clock that is off looks like one of these.
    static let clockSkew: Set<String> = [
        "AccessDeniedException", "AuthFailure", "InvalidSignatureException", "RequestExpired",
        "RequestInTheFuture", "RequestTimeTooSkewed", "SignatureDoesNotMatch",
    ]

    /// New credentials may come by themselves: from a role, or from a rotated file.
    static let expiredCredentials: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "RequestExpired",
    ]

    static let credentials: Set<String> = expiredCredentials.union([
        "AuthFailure", "IncompleteSignature", "IncompleteSignatureException",
        "InvalidAccessKeyId", "InvalidClientTokenId", "InvalidSignatureException",
        "InvalidToken", "MissingAuthenticationToken", "MissingAuthenticationTokenException",
        "NotAuthorized", "RequestInTheFuture", "RequestTimeTooSkewed", "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    ])

    static func kind(code: String, status: Int) -> AWSError.Kind {
        if throttling.contains(code) { return .throttled }
        if transient.contains(code) || serverFaults.contains(code) { return .transient }
        if credentials.contains(code) { return .credentials }
        switch status {
        case 429: return .throttled
        case 500...: return .transient
        case 400...: return .refused
        // An error that AWS has named behind a 200 counts by its name.
        case 200...299 where code != anonymous(status): return .refused
        default: return .malformedResponse
        }
    }

    /// The code of an answer that names none.
    static func anonymous(_ status: Int) -> String { "HTTPStatus\(status)" }

    /// `com.amazon.coral.validate#ValidationException:http://internal…` → `ValidationException`;
    /// nil for what could not be the name of an exception.
    static func name(in text: String) -> String? {
        let beforeColon = text.prefix { $0 != ":" }
        let name = beforeColon.split(separator: "#").last?.trimmingWhitespace() ?? ""
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isName && (1...nameBytesMax).contains(name.utf8.count) ? name : nil
    }

    /// AWS gives no limit; its longest exception names have about 60 letters.
    private static let nameBytesMax = 128
}

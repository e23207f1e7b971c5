import Testing

@testable import AWS

@Suite("Error codes of AWS")
struct AWSErrorCodeTests {
    /// Every code of the SDKs' standard retry mode, at the status these protocols use.
    @Test(
        "throttling codes",
        arguments: [
            "Throttling", "ThrottlingException", "ThrottledException",
            "RequestThrottledException", "TooManyRequestsException",
            "ProvisionedThroughputExceededException", "TransactionInProgressException",
            "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException",
            "RequestThrottled", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
        ])
    func throttling(code: String) {
        #expect(AWSErrorCode.kind(code: code, status: 400) == .throttled)
        #expect(AWSErrorCode.kind(code: code, status: 503) == .throttled)
    }

    @Test(
        "transient codes",
        arguments: ["RequestTimeout", "RequestTimeoutException", "IDPCommunicationError"])
    func transient(code: String) {
        #expect(AWSErrorCode.kind(code: code, status: 400) == .transient)
    }

    @Test(
        "codes about credentials; only expired ones may pass by themselves",
        arguments: [
            ("UnrecognizedClientException", false), ("InvalidClientTokenId", false),
            ("MissingAuthenticationTokenException", false), ("IncompleteSignature", false),
            ("InvalidSignatureException", false), ("SignatureDoesNotMatch", false),
            ("RequestTimeTooSkewed", false), ("AuthFailure", false),
            ("RequestInTheFuture", false), ("ExpiredToken", true),
            ("ExpiredTokenException", true), ("RequestExpired", true),
        ])
    func credentials(code: String, passes: Bool) throws {
        #expect(AWSErrorCode.kind(code: code, status: 403) == .credentials)
        let error = try AWSAnswerTests.failure(403, "{\"__type\":\"\(code)\"}")
        #expect(error.kind == .credentials)
        #expect(error.retryable == passes)
    }

    @Test(
        "refusals are permanent",
        arguments: [
            "NoSuchDeliveryChannelException", "NoAvailableConfigurationRecorderException",
            "NoRunningConfigurationRecorderException", "ValidationException",
            "AccessDeniedException", "ConflictException", "ResourceNotFoundException",
            "ServiceQuotaExceededException", "UnknownOperationException",
        ])
    func refusals(code: String) throws {
        let error = try AWSAnswerTests.failure(400, "{\"__type\":\"\(code)\"}")
        #expect(error.kind == .refused)
        #expect(!error.retryable)
    }

    @Test(
        "a clock that is off",
        arguments: [
            "RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException",
            "AuthFailure", "AccessDeniedException", "RequestExpired", "RequestInTheFuture",
        ])
    func clockSkew(code: String) {
        #expect(AWSErrorCode.clockSkew.contains(code))
    }

    @Test("server faults of the services called")
    func serverFaults() {
        for code in ["InternalServerException", "InternalFailure", "ServiceUnavailable"] {
            #expect(AWSErrorCode.kind(code: code, status: 500) == .transient)
        }
    }

    @Test(
        "names that are no names",
        arguments: ["", "#", ":", "a b", "<html>", "é", String(repeating: "a", count: 129)])
    func noNames(text: String) {
        #expect(AWSErrorCode.name(in: text) == nil)
    }
}

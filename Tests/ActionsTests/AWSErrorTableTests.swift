import AWS
import Events
import JSON
import Testing

@testable import Actions

/// Every error code that the SDKs' retry modes and the services' references name, from a real
/// answer through the client to what becomes of the step.
@Suite("What every error code of AWS leads to")
struct AWSErrorTableTests {
    /// Told by AWS and tried again within the call, then by the step.
    static let retried: [(codes: [String], status: Int, kind: AWSError.Kind, label: String)] = [
        (
            [
                "Throttling", "ThrottlingException", "ThrottledException",
                "RequestThrottledException", "TooManyRequestsException",
                "ProvisionedThroughputExceededException", "TransactionInProgressException",
                "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException",
                "RequestThrottled", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
            ], 400, .throttled, "retry throttled"
        ),
        (
            ["RequestTimeout", "RequestTimeoutException", "IDPCommunicationError"], 400,
            .transient, "retry unavailable"
        ),
        (
            ["InternalServerException", "InternalFailure", "InternalServerError"], 500,
            .transient, "retry unavailable"
        ),
        (
            ["ServiceUnavailable", "ServiceUnavailableException"], 503, .transient,
            "retry unavailable"
        ),
    ]

    /// Permanent, whatever the call, unless a call's definition says more of its own codes.
    static let refused: [(codes: [String], kind: AWSError.Kind, label: String)] = [
        (
            [
                "NoSuchDeliveryChannelException", "NoAvailableConfigurationRecorderException",
                "ResourceNotFoundException",
            ], .refused, "rejected not_found"
        ),
        (
            [
                "NoRunningConfigurationRecorderException", "ConflictException",
                "ServiceQuotaExceededException", "UnknownOperationException",
            ], .refused, "rejected refused"
        ),
        (["ValidationException", "ValidationError"], .refused, "rejected invalid_input"),
        (
            ["AccessDeniedException", "AccessDenied", "OptInRequired"], .refused,
            "rejected access_denied"
        ),
        (
            [
                "AuthFailure", "IncompleteSignature", "InvalidClientTokenId",
                "InvalidSignatureException", "MissingAuthenticationToken", "RequestInTheFuture",
                "RequestTimeTooSkewed", "SignatureDoesNotMatch", "UnrecognizedClientException",
            ], .credentials, "rejected bad_credentials"
        ),
        // New ones may come by themselves, but not within the call.
        (
            ["ExpiredToken", "ExpiredTokenException", "RequestExpired"], .credentials,
            "retry bad_credentials"
        ),
    ]

    /// An answer without a code: HTTP status, kind and end for a call that may be repeated, then
    /// for one that must not be.
    static let anonymous: [(Int, [AWSError.Kind], [String])] = [
        (400, [.refused, .refused], ["rejected refused", "rejected refused"]),
        (403, [.refused, .refused], ["rejected refused", "rejected refused"]),
        (404, [.refused, .refused], ["rejected refused", "rejected refused"]),
        (429, [.throttled, .throttled], ["retry throttled", "retry throttled"]),
        (500, [.transient, .uncertain], ["retry unavailable", "uncertain"]),
        (502, [.transient, .uncertain], ["retry unavailable", "uncertain"]),
        (503, [.transient, .transient], ["retry unavailable", "retry unavailable"]),
        (504, [.transient, .uncertain], ["retry unavailable", "uncertain"]),
        (302, [.malformedResponse, .uncertain], ["retry malformed_answer", "uncertain"]),
    ]

    @Test("codes that are retried", arguments: retried.indices)
    func retries(index: Int) async throws {
        let row = Self.retried[index]
        for code in row.codes {
            for isRepeatable in [true, false] {
                let end = try await end(row.status, code, isRepeatable: isRepeatable)
                #expect(end.kind == row.kind, "\(code)")
                #expect(end.label == row.label, "\(code)")
                #expect(end.tries == 3, "\(code)")
            }
        }
    }

    @Test("codes that are final within the call", arguments: refused.indices)
    func refusals(index: Int) async throws {
        let row = Self.refused[index]
        for code in row.codes {
            for isRepeatable in [true, false] {
                let end = try await end(400, code, isRepeatable: isRepeatable)
                #expect(end.kind == row.kind, "\(code)")
                #expect(end.label == row.label, "\(code)")
                #expect(end.tries == 1, "\(code)")
            }
        }
    }

    @Test("answers without a code", arguments: anonymous.indices)
    func statuses(index: Int) async throws {
        let (status, kinds, labels) = Self.anonymous[index]
        for (position, isRepeatable) in [true, false].enumerated() {
            let end = try await end(status, nil, isRepeatable: isRepeatable)
            #expect(end.kind == kinds[position], "\(status)")
            #expect(end.label == labels[position], "\(status)")
        }
    }

    private struct End {
        let kind: AWSError.Kind
        let label: String
        let tries: Int
    }

    private func end(_ status: Int, _ code: String?, isRepeatable: Bool) async throws -> End {
        let body: JSONValue = code.map { ["__type": .string("a.b#\($0)")] } ?? [:]
        let aws = try StandIn(status, body.serialized())
        let definition = CallDefinition.deliverConfigSnapshot
        let call = AWSCall(
            service: definition.service, target: definition.target,
            protocolVersion: definition.protocolVersion, region: "us-east-2", input: [:],
            repeatable: isRepeatable)
        do throws(AWSError) {
            _ = try await Self.client(aws.url).get().perform(call)
        } catch {
            return End(
                kind: error.kind, label: definition.outcome(of: error).label,
                tries: aws.requests.count)
        }
        throw CancellationError()
    }

    private static func client(_ url: String) -> Result<AWSClient, AWSError> {
        Result { try Parts.client(url) }
            .mapError { AWSError(.unreachable, code: "NoClient", message: "\($0)") }
    }
}

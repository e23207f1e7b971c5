import Cryptography
import HTTP
package import Lifecycle
package import Telemetry

/// Why a signed request is refused, in the words of AWS.
package struct SigV4Refusal: Error, Sendable, Hashable {
    package let code: Code
    package let message: String

    /// The error codes of AWS; `rawValue` is what stands in `__type`.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// There is no `Authorization` header at all.
        case missingAuthenticationToken = "MissingAuthenticationTokenException"
        /// There is one, but it is not a complete signature of version 4.
        case incompleteSignature = "IncompleteSignatureException"
        /// Nobody knows this access key.
        case unrecognizedClient = "UnrecognizedClientException"
        /// Wrong scope, time, secret, or something was changed after signing.
        case invalidSignature = "InvalidSignatureException"
    }
}

extension SigV4 {
    /// How far a request's time may be off: "within 15 minutes", for most services 5
    /// (https://docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html).
    package static let clockSkewMillisecondsMax: Int64 = 15 * 60 * 1_000

    /// Checks a request as AWS does, for a stand-in of AWS. Nil when the signature holds.
    ///
    /// - Parameter secretFor: the secret of an access key, nil for an unknown one.
    package static func verify(
        _ request: SigV4Request, secretFor: (String) -> Secret?, service: String, region: String,
        now: Timestamp
    ) -> SigV4Refusal? {
        do throws(SigV4Refusal) {
            let authorization = try SigV4Authorization(request.headers)
            try checkScope(of: authorization, service: service, region: region)
            let date = try checkTime(of: request, scope: authorization.scope, now: now)
            let signed = try signedPart(of: request, authorization)
            try checkPayload(of: request)
            guard let secret = secretFor(authorization.accessKeyId) else {
                throw SigV4Refusal(
                    code: .unrecognizedClient,
                    message: "The security token included in the request is invalid.")
            }
            let expected = signature(
                of: stringToSign(canonicalRequest(signed), date: date, scope: authorization.scope),
                secret: secret, scope: authorization.scope)
            guard constantTimeEqual(Array(expected.utf8), Array(authorization.signature.utf8))
            else {
                throw .invalid(
                    "The request signature we calculated does not match the signature you "
                        + "provided. Check your AWS Secret Access Key and signing method.")
            }
            return nil
        } catch {
            return error
        }
    }

    private static func checkScope(
        of authorization: SigV4Authorization, service: String, region: String
    ) throws(SigV4Refusal) {
        let scope = authorization.scope
        guard scope.region == region else {
            throw .invalid(
                "Credential should be scoped to a valid region, not '\(scope.region)'.")
        }
        guard scope.service == service else {
            throw .invalid("Credential should be scoped to correct service: '\(service)'.")
        }
    }

    /// Gives the text of the date that was signed.
    private static func checkTime(
        of request: SigV4Request, scope: SigV4Scope, now: Timestamp
    ) throws(SigV4Refusal) -> String {
        let dates = request.headers.values(of: "X-Amz-Date")
        guard dates.count == 1, let time = time(dates[0]) else {
            throw .incomplete(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
                    + "header.")
        }
        guard dates[0].hasPrefix(scope.day) else {
            throw .invalid(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
                    + "from HTTP: '\(scope.day)' != '\(dates[0].prefix(8))'.")
        }
        if time < now.adding(milliseconds: -clockSkewMillisecondsMax) {
            throw .invalid("Signature expired: \(dates[0]) is now earlier than \(date(now)).")
        }
        if time > now.adding(milliseconds: clockSkewMillisecondsMax) {
            throw .invalid(
                "Signature not yet current: \(dates[0]) is still later than \(date(now)).")
        }
        return dates[0]
    }

    /// The request with its signed headers only. Host, content type and all of `x-amz-*` must be
    /// among them, or a man in the middle could change what is called.
    private static func signedPart(
        of request: SigV4Request, _ authorization: SigV4Authorization
    ) throws(SigV4Refusal) -> SigV4Request {
        let names = Set(authorization.signedHeaders)
        for name in ["host"] + request.headers.map({ $0.name.lowercased() })
        where name == "host" || name == "content-type" || name.hasPrefix("x-amz-") {
            guard names.contains(name) else {
                throw .invalid(
                    "'\(name)' must be a 'SignedHeader' in the AWS Authorization.")
            }
        }
        var signed = request
        signed.headers = HTTPHeaders(
            request.headers.fields.filter { names.contains($0.name.lowercased()) })
        let present = Set(signed.headers.map { $0.name.lowercased() })
        guard present == names else {
            throw .invalid(
                "The request lacks a signed header: \(names.subtracting(present).sorted()).")
        }
        return signed
    }

    private static func checkPayload(of request: SigV4Request) throws(SigV4Refusal) {
        let claimed = request.headers.values(of: "X-Amz-Content-Sha256")
        guard claimed.allSatisfy({ $0 == payloadHash(request.body) }) else {
            throw .invalid(
                "The provided 'x-amz-content-sha256' header does not match what was computed.")
        }
    }
}

extension SigV4Refusal {
    static func invalid(_ message: String) -> SigV4Refusal {
        SigV4Refusal(code: .invalidSignature, message: message)
    }

    static func incomplete(_ message: String) -> SigV4Refusal {
        SigV4Refusal(code: .incompleteSignature, message: message)
    }
}

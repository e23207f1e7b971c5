import Cryptography
package import HTTP
package import Lifecycle
package import Telemetry

/// AWS Signature Version 4 in the `Authorization` header.
package enum SigV4 {
    package static let algorithm = "AWS4-HMAC-SHA256"
    static let terminator = "aws4_request"

    /// In what services and test vectors differ; the defaults suit all services we call.
    package struct Options: Sendable {
        /// Removes dot and empty segments from the path before signing it.
        package var normalizesPath = true
        /// Adds `x-amz-content-sha256`. The body's hash is signed with or without it.
        package var addsPayloadHash = false
        /// A few services want the session token added after signing; none that we call.
        package var signsSessionToken = true

        package init() {}
    }

    /// The request's header fields with those of the signature: `X-Amz-Date`, for temporary
    /// credentials `X-Amz-Security-Token`, and `Authorization`. The request must name its `Host`.
    package static func sign(
        _ request: SigV4Request, credentials: Credentials, region: String, service: String,
        at time: Timestamp, options: Options = Options()
    ) -> HTTPHeaders {
        var signed = unsigned(request, credentials: credentials, at: time, options: options)
        let scope = SigV4Scope(day: String(date(time).prefix(8)), region: region, service: service)
        let canonical = canonicalRequest(signed, options: options)
        let signature = signature(
            of: stringToSign(canonical, date: date(time), scope: scope),
            secret: credentials.secretAccessKey, scope: scope)
        let names = SigV4Canonical.headers(signed.headers).map(\.name).joined(separator: ";")
        if !options.signsSessionToken { addSessionToken(of: credentials, to: &signed.headers) }
        signed.headers.set(
            "Authorization",
            "\(algorithm) Credential=\(credentials.accessKeyId)/\(scope.text), "
                + "SignedHeaders=\(names), Signature=\(signature)")
        return signed.headers
    }

    /// The request with every field that the signature covers.
    static func unsigned(
        _ request: SigV4Request, credentials: Credentials, at time: Timestamp, options: Options
    ) -> SigV4Request {
        var request = request
        request.headers.set("X-Amz-Date", date(time))
        if options.signsSessionToken { addSessionToken(of: credentials, to: &request.headers) }
        if options.addsPayloadHash {
            request.headers.set("X-Amz-Content-Sha256", payloadHash(request.body))
        }
        return request
    }

    private static func addSessionToken(of credentials: Credentials, to headers: inout HTTPHeaders)
    {
        guard let token = credentials.sessionToken else { return }
        headers.set("X-Amz-Security-Token", token.reveal())
    }

    /// Step 1. It repeats every signed header, so it holds the session token: never log it.
    package static func canonicalRequest(
        _ request: SigV4Request, options: Options = Options()
    ) -> String {
        SigV4Canonical.request(
            request, payloadHash: payloadHash(request.body), normalizesPath: options.normalizesPath)
    }

    /// Step 2. `date` is the text of `X-Amz-Date`.
    package static func stringToSign(
        _ canonicalRequest: String, date: String, scope: SigV4Scope
    ) -> String {
        let hash = Hex.encode(Digest.digest(Array(canonicalRequest.utf8), .sha256))
        return "\(algorithm)\n\(date)\n\(scope.text)\n\(hash)"
    }

    /// Steps 3 and 4, in lower-case hexadecimal.
    package static func signature(
        of stringToSign: String, secret: Secret, scope: SigV4Scope
    ) -> String {
        var key = Array("AWS4\(secret.reveal())".utf8)
        for part in [scope.day, scope.region, scope.service, terminator] {
            key = Digest.hmac(key: key, Array(part.utf8), .sha256)
        }
        return Hex.encode(Digest.hmac(key: key, Array(stringToSign.utf8), .sha256))
    }

    /// `20150830T123600Z`, whole seconds.
    package static func date(_ time: Timestamp) -> String {
        time.iso8601.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    }

    /// Reads `20150830T123600Z` and nothing else.
    package static func time(_ date: String) -> Timestamp? {
        let text = Array(date)
        guard text.count == 16, date.utf8.count == 16 else { return nil }
        func part(_ range: Range<Int>) -> String { String(text[range]) }
        let iso8601 =
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<11)):\(part(11..<13)):\(part(13..<16))"
        // The format style is lenient, so what it read must be what was written.
        guard let time = Timestamp(iso8601: iso8601), Self.date(time) == date else { return nil }
        return time
    }

    static func payloadHash(_ body: [UInt8]) -> String {
        Hex.encode(Digest.digest(body, .sha256))
    }
}

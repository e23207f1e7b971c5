package import HTTP
import JSON
package import Lifecycle
import Telemetry

/// The credentials of an EC2 instance's role, from its metadata server, version 2
/// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html).
///
/// There is no falling back to version 1, which gives the credentials to whoever can make this
/// machine send a GET. Every EC2 instance speaks version 2; a server that refuses its first request
/// is switched off or not EC2's. `AWS_EC2_METADATA_V1_DISABLED` is thus as good as always true.
package struct InstanceCredentials: CredentialSource, Undisclosed {
    private let environment: [String: String]
    private let http: HTTPClient
    private let timeoutMilliseconds: Int
    private let isInstance: @Sendable () -> Bool
    private let state = Locked(State())

    private struct State {
        var token: SessionToken?
        /// Whether the server has given a token: that it gives none any more is then an outage.
        var hasAnswered = false
    }

    private struct SessionToken {
        let value: Secret
        let end: Timestamp
    }

    /// As in botocore.
    package static let timeoutMilliseconds = 1_000
    /// Six hours, the longest that EC2 grants.
    static let tokenSeconds: Int64 = 21_600
    /// A token is given up this much before its end, so that it does not end under way.
    static let tokenMarginSeconds: Int64 = 60
    /// A role's name (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html).
    static let roleBytesMax = 64

    private static let place = "instance metadata"
    private static let tokenPath = "/latest/api/token"
    private static let rolePath = "/latest/meta-data/iam/security-credentials/"

    /// - Parameter isInstance: whether this machine is known to be one, so that no answer is an
    ///   outage: the server may be slow while the machine starts.
    package init(
        environment: [String: String], http: HTTPClient,
        isInstance: @escaping @Sendable () -> Bool = { false },
        timeoutMilliseconds: Int = Self.timeoutMilliseconds
    ) {
        self.isInstance = isInstance
        self.environment = environment
        self.http = http
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// Asks once, and gives what the server has, past its end or not: while AWS cannot renew
    /// credentials, it goes on to take the old ones. `notConfigured` when no such server answers
    /// here or the instance has no role, `unavailable` when it answers with a fault, or not any
    /// more.
    package func credentials(at time: Timestamp) async throws(CredentialError) -> Credentials {
        guard environment.nonEmpty("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else {
            throw CredentialError(
                .notConfigured, Self.place, "AWS_EC2_METADATA_DISABLED is true.")
        }
        let server = try Self.server(in: environment)
        let role = try await role(of: server, at: time)
        let response = try await get(server + Self.rolePath + role, of: server, at: time)
        guard response.status == 200 else { throw Self.fault(response) }
        let answer = try CredentialDocument(
            response.body, place: Self.place, mistakes: .unavailable)
        // Stand-ins leave it out; where it is, only one word means that there are credentials.
        if let code = answer["Code"], code != "Success" {
            let name = code.stringValue.flatMap(AWSErrorCode.name) ?? "no code of AWS"
            throw CredentialError(
                .unavailable, Self.place, "The server has no credentials for the role: \(name).")
        }
        return try answer.temporary()
    }

    /// Where to ask, without a slash at the end.
    static func server(in environment: [String: String]) throws(CredentialError) -> String {
        if var url = environment.nonEmpty("AWS_EC2_METADATA_SERVICE_ENDPOINT") {
            guard TargetURL(url) != nil, !url.contains("?"), !url.contains("#") else {
                throw CredentialError(
                    .malformed, place,
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT is no http or https URL without a query.")
            }
            while url.hasSuffix("/") { url.removeLast() }
            return url
        }
        switch environment.nonEmpty("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() {
        case nil, "ipv4": return "http://169.254.169.254"
        case "ipv6": return "http://[fd00:ec2::254]"
        default:
            throw CredentialError(
                .malformed, place,
                "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is neither IPv4 nor IPv6.")
        }
    }

    /// The name becomes part of a path, so it must be one, as IAM has it.
    private func role(
        of server: String, at time: Timestamp
    ) async throws(CredentialError) -> String {
        let response = try await get(server + Self.rolePath, of: server, at: time)
        let text = String(decoding: response.body, as: UTF8.self)
        if response.status == 404 || response.status == 200 && text.trimmingWhitespace().isEmpty {
            throw CredentialError(.notConfigured, Self.place, "The instance has no role.")
        }
        guard response.status == 200 else { throw Self.fault(response) }
        let name = text.hasSuffix("\n") ? String(text.dropLast()) : text
        guard name.utf8.count <= Self.roleBytesMax, name.utf8.allSatisfy(Self.isInRoleName),
            name != ".", name != ".."
        else {
            throw CredentialError(
                .unavailable, Self.place, "The server gave what is no name of a role.")
        }
        return name
    }

    private static func isInRoleName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_+=,.@-".utf8.contains(byte)
        }
    }

    private static func fault(_ response: HTTPResponse) -> CredentialError {
        CredentialError(
            .unavailable, place, "The server answered with status \(response.status).")
    }
}

// MARK: Requests

extension InstanceCredentials {
    /// An answer to a request with a token: "401 – The GET request uses an invalid token. The
    /// recommended action is to generate a new token."
    private func get(
        _ url: String, of server: String, at time: Timestamp
    ) async throws(CredentialError) -> HTTPResponse {
        let response = try await get(url, with: try await token(of: server, at: time))
        guard response.status == 401 else { return response }
        state.withLock { $0.token = nil }
        return try await get(url, with: try await token(of: server, at: time))
    }

    private func get(
        _ url: String, with token: Secret
    ) async throws(CredentialError) -> HTTPResponse {
        do throws(HTTPClientError) {
            return try await send("GET", url, ["X-aws-ec2-metadata-token": token.reveal()])
        } catch {
            throw CredentialError(.unavailable, Self.place, AWSError.clean(error.message))
        }
    }

    private func token(
        of server: String, at time: Timestamp
    ) async throws(CredentialError) -> Secret {
        if let kept = state.withLock({ $0.token }), time < kept.end { return kept.value }
        let response = try await tokenAnswer(of: server)
        let text = String(decoding: response.body, as: UTF8.self)
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw CredentialError(
                .unavailable, Self.place, "The server gave what is no session token.")
        }
        let seconds = Self.tokenSeconds - Self.tokenMarginSeconds
        let token = SessionToken(
            value: Secret(text), end: time.adding(milliseconds: seconds * 1_000))
        state.withLock {
            $0.token = token
            $0.hasAnswered = true
        }
        return token.value
    }

    private func tokenAnswer(of server: String) async throws(CredentialError) -> HTTPResponse {
        let hasAnswered = state.withLock { $0.hasAnswered }
        let response: HTTPResponse
        do throws(HTTPClientError) {
            response = try await send(
                "PUT", server + Self.tokenPath,
                ["X-aws-ec2-metadata-token-ttl-seconds": "\(Self.tokenSeconds)"])
        } catch {
            let message = AWSError.clean(error.message)
            guard Self.meansAbsence(error.code) else {
                throw CredentialError(.unavailable, Self.place, message)
            }
            throw CredentialError(
                hasAnswered || isInstance() ? .unavailable : .notConfigured, Self.place,
                "No metadata server answers. \(message)")
        }
        switch response.status {
        case 200: return response
        // "The request is not allowed or the IMDS is turned off", or the server is another cloud's.
        case 400...407, 409...428, 430...499:
            throw CredentialError(
                hasAnswered ? .unavailable : .notConfigured, Self.place,
                "Instance metadata is turned off or not EC2's: its token was refused with status "
                    + "\(response.status).")
        default: throw Self.fault(response)
        }
    }

    /// Whether the failure is what a machine shows that is no EC2 instance.
    private static func meansAbsence(_ code: HTTPClientError.Code) -> Bool {
        switch code {
        case .unresolved, .connectFailed, .timedOut: true
        case .invalidURL, .invalidRequest, .refusedAddress, .tlsFailed, .connectionLost,
            .noConnection, .responseTooLarge, .cancelled, .closed:
            false
        }
    }

    private func send(
        _ method: String, _ url: String, _ headers: HTTPHeaders
    ) async throws(HTTPClientError) -> HTTPResponse {
        try await http.send(
            HTTPClientRequest(
                metadata: url, method: method, headers: headers,
                timeoutMilliseconds: timeoutMilliseconds))
    }
}

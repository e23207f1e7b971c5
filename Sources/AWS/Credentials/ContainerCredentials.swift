package import HTTP
package import Lifecycle

/// The credentials of a container's role: ECS tasks, EKS pods with Pod Identity
/// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html).
package struct ContainerCredentials: CredentialSource, Undisclosed {
    private let environment: [String: String]
    private let http: HTTPClient
    private let surroundings: AWSClient.Surroundings
    private let timeoutMilliseconds: Int

    /// As in botocore.
    package static let timeoutMilliseconds = 2_000
    static let attemptsMax = 3
    static let pauseMilliseconds: Int64 = 1_000
    /// What servers commonly take as a whole header; the token of a pod has about 1,500 bytes.
    static let tokenBytesMax = 16 << 10

    private static let place = "container credentials"
    private static let taskServer = "http://169.254.170.2"

    /// Who may be asked without TLS: nobody listens in on this machine, on the link to the agent of
    /// ECS or on that to the agent of EKS.
    private static let plainHosts = [
        "127.0.0.0/8", "::1", "169.254.170.2", "169.254.170.23", "fd00:ec2::23",
    ].compactMap(AddressRange.init(cidr:))

    package init(
        environment: [String: String], http: HTTPClient,
        surroundings: AWSClient.Surroundings = .system,
        timeoutMilliseconds: Int = Self.timeoutMilliseconds
    ) {
        self.environment = environment
        self.http = http
        self.surroundings = surroundings
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// Asks up to three times, a second apart, and reads the token's file anew each time. The
    /// last failure is `unavailable`, whatever the server said: a role that was given to a pod a
    /// moment ago is refused, too.
    package func credentials(at time: Timestamp) async throws(CredentialError) -> Credentials {
        guard let url = try Self.url(in: environment) else {
            throw CredentialError(
                .notConfigured, Self.place,
                "Neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor "
                    + "AWS_CONTAINER_CREDENTIALS_FULL_URI is set.")
        }
        var attempt = 1
        while true {
            do throws(CredentialError) {
                return try await ask(url, at: time)
            } catch {
                guard error.code == .unavailable, attempt < Self.attemptsMax,
                    (try? await surroundings.sleep(Self.pauseMilliseconds)) != nil
                else { throw error }
                attempt += 1
            }
        }
    }

    /// Where to ask; nil when the environment does not say. The relative one comes first, as in
    /// botocore.
    static func url(in environment: [String: String]) throws(CredentialError) -> String? {
        if let path = environment.nonEmpty("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            let url = taskServer + path
            // "@evil.example" and ".evil.example" would lead elsewhere.
            guard path.hasPrefix("/"), TargetURL(url) != nil else {
                throw CredentialError(
                    .malformed, place,
                    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is no path that starts with a slash.")
            }
            return url
        }
        guard let url = environment.nonEmpty("AWS_CONTAINER_CREDENTIALS_FULL_URI") else {
            return nil
        }
        guard let target = TargetURL(url) else {
            throw CredentialError(
                .malformed, place, "AWS_CONTAINER_CREDENTIALS_FULL_URI is no http or https URL.")
        }
        guard target.isHTTPS || isPlainHost(target.host) else {
            let host = AWSError.clean(target.host, charactersMax: 253)
            throw CredentialError(
                .malformed, place,
                "AWS_CONTAINER_CREDENTIALS_FULL_URI leads to \(host) without TLS; this is for "
                    + "loopback, 169.254.170.2, 169.254.170.23 and [fd00:ec2::23] only.")
        }
        return url
    }

    private static func isPlainHost(_ host: String) -> Bool {
        host.lowercased() == "localhost" || plainHosts.contains { $0.contains(address: host) }
    }

    private func ask(_ url: String, at time: Timestamp) async throws(CredentialError) -> Credentials
    {
        var headers: HTTPHeaders = ["Accept": "application/json"]
        if let token = try authorization() { headers.set("Authorization", token) }
        // A name without TLS is `localhost`, and must lead there.
        let policy: AddressPolicy =
            url.lowercased().hasPrefix("https:")
            ? .any : .within(Self.plainHosts)
        let response: HTTPResponse
        do throws(HTTPClientError) {
            response = try await http.send(
                HTTPClientRequest(
                    metadata: url, headers: headers, timeoutMilliseconds: timeoutMilliseconds,
                    addressPolicy: policy))
        } catch {
            throw CredentialError(.unavailable, Self.place, AWSError.clean(error.message))
        }
        guard response.status == 200 else {
            throw CredentialError(
                .unavailable, Self.place, "The server answered with status \(response.status).")
        }
        return try CredentialDocument(response.body, place: Self.place, mistakes: .unavailable)
            .temporary().unexpired(at: time, place: Self.place)
    }

    /// The value of the header field. Line ends are refused, at the end of the file too: so does
    /// botocore, and what EKS writes has none.
    private func authorization() throws(CredentialError) -> String? {
        let origin: String
        let token: String
        if let path = environment.nonEmpty("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            origin = "the file of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
            token = try Self.token(in: path)
        } else {
            origin = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
            guard let value = environment[origin], !value.isEmpty else { return nil }
            token = value
        }
        guard !token.isEmpty, token.utf8.count <= Self.tokenBytesMax,
            token.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
        else {
            throw CredentialError(
                .malformed, Self.place,
                "The token in \(origin) is empty, has more than \(Self.tokenBytesMax) bytes, or "
                    + "a line end or another character that a header field cannot have.")
        }
        return token
    }

    /// Whoever writes the file may be about to.
    private static func token(in path: String) throws(CredentialError) -> String {
        do throws(FileSystemError) {
            let bytes = try FileSystem.read(path, bytesMax: tokenBytesMax)
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            let isTooLarge = error.code == .tooLarge
            throw CredentialError(
                isTooLarge ? .malformed : .unavailable, place,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names what "
                    + (isTooLarge ? "has more than \(tokenBytesMax) bytes." : "cannot be read."))
        }
    }
}

extension HTTPClientRequest {
    /// To a metadata server: near, quick, short of words, and never behind a proxy, who would read
    /// the credentials.
    init(
        metadata url: String, method: String = "GET", headers: HTTPHeaders,
        timeoutMilliseconds: Int, addressPolicy: AddressPolicy = .any
    ) {
        self.init(
            method: method, url: url, headers: headers, timeoutMilliseconds: timeoutMilliseconds,
            connectTimeoutMilliseconds: timeoutMilliseconds,
            responseBytesMax: CredentialDocument.bytesMax, addressPolicy: addressPolicy)
        usesProxies = false
    }
}

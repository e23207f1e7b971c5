import Cryptography
import HTTP
import Lifecycle
package import Telemetry

/// A user name and a password that a sender must give (RFC 7617).
package struct BasicCredentials: SenderProof {
    private let pair: Secret
    private let digest: [UInt8]

    package init(username: String, password: Secret) {
        pair = Secret("\(username):\(password.reveal())")
        digest = Digest.digest(Array(pair.reveal().utf8), .sha256)
    }

    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        try check(request.headers["Authorization"])
        return Proven(method: "basic")
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders {
        ["Authorization": "Basic " + Base64.encode(Array(pair.reveal().utf8))]
    }

    /// Throws `badCredentials`. SNS asks without credentials first and repeats with them only
    /// after a 401 that names the scheme
    /// (https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html).
    func check(_ authorization: String?) throws(Refusal) {
        guard let given = AuthorizationField(authorization, scheme: "basic"),
            let bytes = Base64.decode(given.credentials),
            constantTimeEqual(Digest.digest(bytes, .sha256), digest)
        else {
            throw Refusal(
                .badCredentials, "The right user name and password are required.",
                reason: authorization == nil
                    ? "No Authorization header." : "The basic credentials are wrong.",
                headers: ["WWW-Authenticate": "Basic realm=\"hookferry\""])
        }
    }
}

/// Tokens of which a sender must give one; several while one is being replaced.
struct BearerTokens: SenderProof {
    private let tokens: [Secret]
    private let digests: [[UInt8]]

    init(_ tokens: [Secret]) {
        self.tokens = tokens
        digests = tokens.map { Digest.digest(Array($0.reveal().utf8), .sha256) }
    }

    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        try check(request.headers["Authorization"])
        return Proven(method: "token")
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders {
        ["Authorization": "Bearer \(tokens.first?.reveal() ?? "")"]
    }

    /// Throws `badCredentials`. Each token is compared, so the time does not tell which one it is.
    func check(_ authorization: String?) throws(Refusal) {
        let given = AuthorizationField(authorization, scheme: "bearer")
            .map { Digest.digest(Array($0.credentials.utf8), .sha256) }
        let matches = digests.filter { constantTimeEqual($0, given ?? []) }
        guard !matches.isEmpty else {
            throw Refusal(
                .badCredentials, "The right bearer token is required.",
                reason: authorization == nil
                    ? "No Authorization header." : "The bearer token is wrong.",
                headers: ["WWW-Authenticate": "Bearer realm=\"hookferry\""])
        }
    }
}

/// `<scheme> <credentials>` (RFC 9110, section 11.4).
private struct AuthorizationField {
    let credentials: String

    /// Nil without a field and for another scheme; `scheme` in lower case.
    init?(_ field: String?, scheme: String) {
        guard let field, let space = field.firstIndex(of: " "),
            field[..<space].lowercased() == scheme
        else { return nil }
        credentials = String(field[space...].drop { $0 == " " })
    }
}

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
        try check(AuthorizationFields(request.headers))
        return Proven(method: "basic")
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders {
        ["Authorization": "Basic " + Base64.encode(Array(pair.reveal().utf8))]
    }

    /// Throws `badCredentials`. SNS asks without credentials first and repeats with them only
    /// after a 401 that names the scheme
    /// (https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html).
    func check(_ authorization: String?) throws(Refusal) {
        try check(AuthorizationFields(authorization))
    }

    private func check(_ fields: AuthorizationFields) throws(Refusal) {
        guard let given = fields.credentials(scheme: "basic").flatMap(Base64.decode),
            constantTimeEqual(Digest.digest(given, .sha256), digest)
        else {
            throw Refusal(
                .badCredentials, "The right user name and password are required.",
                reason: fields.problem ?? "The basic credentials are wrong.",
                headers: ["WWW-Authenticate": "Basic realm=\"hookferry\""])
        }
    }
}

/// `Authorization: Bearer` with one of several tokens (RFC 6750).
struct BearerTokens: SenderProof {
    private let tokens: Tokens

    init(_ tokens: [Secret]) { self.tokens = Tokens(tokens) }

    /// Throws `badCredentials`.
    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        let fields = AuthorizationFields(request.headers)
        guard let given = fields.credentials(scheme: "bearer"), tokens.contains(given) else {
            throw Refusal(
                .badCredentials, "The right bearer token is required.",
                reason: fields.problem ?? "The bearer token is wrong.",
                headers: ["WWW-Authenticate": "Bearer realm=\"hookferry\""])
        }
        return Proven(method: "token")
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders {
        ["Authorization": "Bearer \(tokens.first?.reveal() ?? "")"]
    }
}

/// The `Authorization` of a request: `<scheme> <credentials>` (RFC 9110, section 11.4).
private struct AuthorizationFields {
    private let values: [String]

    init(_ headers: HTTPHeaders) { values = headers.values(of: "Authorization") }

    init(_ value: String?) { values = value.map { [$0] } ?? [] }

    /// Nil for another scheme and unless there is exactly one field; `scheme` in lower case.
    func credentials(scheme: String) -> String? {
        guard values.count == 1, let field = values.first, let space = field.firstIndex(of: " "),
            field[..<space].lowercased() == scheme
        else { return nil }
        return String(field[space...].drop { $0 == " " })
    }

    /// Why there are no credentials, for the log.
    var problem: String? {
        switch values.count {
        case 0: "No Authorization."
        case 1: nil
        default: "Several Authorization."
        }
    }
}

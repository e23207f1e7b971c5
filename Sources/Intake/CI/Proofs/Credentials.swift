import Cryptography
import HTTP
import Lifecycle
package import Telemetry

/// A user name and a password that a sender must give (RFC 7617).
package struct BasicCredentials: SenderProof {
    private let field: AuthorizationField

    package init(username: String, password: Secret) {
        let pair = "\(username):\(password.reveal())"
        // In base64 there is one spelling of the pair.
        field = AuthorizationField(
            scheme: "Basic", Tokens([Secret(Base64.encode(Array(pair.utf8)))]))
    }

    /// Throws `badCredentials`. SNS asks without credentials first and repeats with them only
    /// after a 401 that names the scheme
    /// (https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html).
    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        try field.check(
            request.headers, "The right user name and password are required.",
            wrong: "The basic credentials are wrong.")
        return Proven(method: "basic")
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders { field.fields }
}

/// `Authorization: Bearer` with one of several tokens (RFC 6750).
struct BearerTokens: SenderProof {
    private let field: AuthorizationField

    init(_ tokens: [Secret]) {
        field = AuthorizationField(scheme: "Bearer", Tokens(tokens))
    }

    /// Throws `badCredentials`.
    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        try field.check(
            request.headers, "The right bearer token is required.",
            wrong: "The bearer token is wrong.")
        return Proven(method: "token")
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders { field.fields }
}

/// `Authorization: <scheme> <credentials>` (RFC 9110, section 11.4).
private struct AuthorizationField {
    private let scheme: String
    private let tokens: Tokens

    init(scheme: String, _ tokens: Tokens) {
        self.scheme = scheme
        self.tokens = tokens
    }

    /// What the sender sends.
    var fields: HTTPHeaders { ["Authorization": "\(scheme) \(tokens.first?.reveal() ?? "")"] }

    /// Throws `badCredentials` with the message; `wrong` is for the log, unless there are no
    /// credentials at all.
    func check(
        _ headers: HTTPHeaders, _ message: String, wrong: String
    ) throws(Refusal) {
        let values = headers.values(of: "Authorization")
        guard let given = credentials(values), tokens.contains(given) else {
            throw Refusal(
                .badCredentials, message, reason: Self.problem(values) ?? wrong,
                headers: ["WWW-Authenticate": "\(scheme) realm=\"hookferry\""])
        }
    }

    /// Nil for another scheme and unless there is exactly one field.
    private func credentials(_ values: [String]) -> String? {
        guard values.count == 1, let field = values.first, let space = field.firstIndex(of: " "),
            field[..<space].lowercased() == scheme.lowercased()
        else { return nil }
        return String(field[space...].drop { $0 == " " })
    }

    /// Why there are no credentials, for the log.
    private static func problem(_ values: [String]) -> String? {
        switch values.count {
        case 0: "No Authorization."
        case 1: nil
        default: "Several Authorization."
        }
    }
}

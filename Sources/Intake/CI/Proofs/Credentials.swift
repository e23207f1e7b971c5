import Cryptography
import HTTP
import Lifecycle
package import Telemetry

/// A user name and a password that a sender must give (RFC 7617).
package struct BasicCredentials: SenderProof {
    /// The pair in base64, of which there is one spelling.
    private let tokens: Tokens

    package init(username: String, password: Secret) {
        let pair = "\(username):\(password.reveal())"
        tokens = Tokens([Secret(Base64.encode(Array(pair.utf8)))])
    }

    /// Throws `badCredentials`. SNS asks without credentials first and repeats with them only
    /// after a 401 that names the scheme
    /// (https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html).
    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        let fields = AuthorizationFields(request.headers)
        guard let given = fields.credentials(scheme: "basic"), tokens.contains(given) else {
            throw Refusal(
                .badCredentials, "The right user name and password are required.",
                reason: fields.problem ?? "The basic credentials are wrong.",
                headers: ["WWW-Authenticate": "Basic realm=\"hookferry\""])
        }
        return Proven(method: "basic")
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders {
        ["Authorization": "Basic \(tokens.first?.reveal() ?? "")"]
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

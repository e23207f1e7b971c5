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

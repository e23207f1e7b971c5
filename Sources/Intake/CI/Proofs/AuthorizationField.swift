package import HTTP
import Telemetry

/// `Authorization: <scheme> <credentials>` (RFC 9110, section 11.4).
package struct AuthorizationField: Sendable {
    private let scheme: String
    private let tokens: Tokens

    package init(scheme: String, _ tokens: Tokens) {
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
        guard isRight(headers) else {
            throw Refusal(
                .badCredentials, message, reason: Self.problem(headers) ?? wrong,
                headers: ["WWW-Authenticate": "\(scheme) realm=\"hookferry\""])
        }
    }

    /// Whether there is exactly one field, of this scheme and with one of the tokens.
    package func isRight(_ headers: HTTPHeaders) -> Bool {
        let values = headers.values(of: "Authorization")
        guard values.count == 1, let field = values.first, let space = field.firstIndex(of: " "),
            field[..<space].lowercased() == scheme.lowercased()
        else { return false }
        return tokens.contains(String(field[space...].drop { $0 == " " }))
    }

    /// Why there are no credentials, for the log.
    private static func problem(_ headers: HTTPHeaders) -> String? {
        switch headers.values(of: "Authorization").count {
        case 0: "No Authorization."
        case 1: nil
        default: "Several Authorization."
        }
    }
}

import HTTP
import Lifecycle
import Telemetry

/// A token as it is in a header field of its own: GitLab's `X-Gitlab-Token`.
struct TokenField: SenderProof {
    private let name: String
    private let tokens: Tokens

    init(_ name: String, _ tokens: [Secret]) {
        self.name = name
        self.tokens = Tokens(tokens)
    }

    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        guard tokens.contains(try request.headers.proof(name)) else {
            throw .unproven("The token is not one of this source's.", "The token is wrong.")
        }
        return Proven(method: "token")
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders {
        var fields: HTTPHeaders = [:]
        fields[name] = tokens.first?.reveal()
        return fields
    }
}

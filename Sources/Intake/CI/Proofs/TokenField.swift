import HTTP
import Lifecycle
import Telemetry

/// A token as it is in a header field of its own: GitLab's `X-Gitlab-Token`.
struct TokenField: SenderProof {
    private let name: String
    private let tokens: [Secret]

    init(_ name: String, _ tokens: [Secret]) {
        self.name = name
        self.tokens = tokens
    }

    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        throw .unproven("Not yet.", "Not yet.")
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders { [:] }
}

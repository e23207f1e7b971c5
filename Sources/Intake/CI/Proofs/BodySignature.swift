package import Cryptography
import HTTP
import Lifecycle
import Telemetry

/// How a sender writes the HMAC of a body.
package struct SignatureShape: Sendable, Hashable {
    /// How the digest is written.
    package enum Encoding: String, Sendable, Hashable, CaseIterable {
        case hex, base64
    }

    /// The header field's name.
    package var field: String
    package var algorithm = DigestAlgorithm.sha256
    package var encoding = Encoding.hex
    /// What stands before the digest: `sha256=`.
    package var prefix = ""
    /// Whether the field is a comma-separated list of which any entry with the prefix will do.
    package var isList = false

    package init(field: String) { self.field = field }

    /// `X-Hub-Signature-256: sha256=<hex>`
    /// (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries).
    package static let github = SignatureShape(field: "X-Hub-Signature-256")
    package static let bitbucket = SignatureShape(field: "X-Hub-Signature")
    package static let circleci = SignatureShape(field: "circleci-signature")
    package static let hcpTerraform = SignatureShape(field: "X-TFE-Notification-Signature")
}

/// A signature of the body alone.
struct BodySignature: SenderProof {
    private let shape: SignatureShape
    private let keys: [[UInt8]]

    init(_ shape: SignatureShape, _ secrets: [Secret]) {
        self.shape = shape
        keys = secrets.map { Array($0.reveal().utf8) }
    }

    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        throw .unproven("Not yet.", "Not yet.")
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders { [:] }
}

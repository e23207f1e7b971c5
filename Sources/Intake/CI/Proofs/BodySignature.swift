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
    package let field: String
    package let algorithm: DigestAlgorithm
    package let encoding: Encoding
    /// What stands before the digest: `sha256=`.
    package let prefix: String
    /// Whether the field is a comma-separated list of which any entry with the prefix will do.
    package let isList: Bool

    package init(
        field: String, algorithm: DigestAlgorithm = .sha256, encoding: Encoding = .hex,
        prefix: String = "", isList: Bool = false
    ) {
        self.field = field
        self.algorithm = algorithm
        self.encoding = encoding
        self.prefix = prefix
        self.isList = isList
    }

    /// `X-Hub-Signature-256: sha256=<hex>`; GitHub's older field with SHA-1 is not looked at
    /// (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries).
    package static let github = SignatureShape(field: "X-Hub-Signature-256", prefix: "sha256=")
    /// `X-Hub-Signature: sha256=<hex>`, of Bitbucket Cloud and Data Center
    /// (https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/).
    package static let bitbucket = SignatureShape(field: "X-Hub-Signature", prefix: "sha256=")
    /// `circleci-signature: v1=<hex>`, perhaps with further versions behind a comma
    /// (https://circleci.com/docs/outbound-webhooks/).
    package static let circleci = SignatureShape(
        field: "circleci-signature", prefix: "v1=", isList: true)
    /// `X-TFE-Notification-Signature: <hex>`, HMAC-SHA512
    /// (https://developer.hashicorp.com/terraform/cloud-docs/api-docs/notification-configurations).
    package static let hcpTerraform = SignatureShape(
        field: "X-TFE-Notification-Signature", algorithm: .sha512)

    /// The field's value for a digest.
    func text(_ digest: [UInt8]) -> String {
        switch encoding {
        case .hex: prefix + Hex.encode(digest)
        case .base64: prefix + Base64.encode(digest)
        }
    }

    /// The digests in a field's value, each of the algorithm's length.
    func digests(in value: String) -> [[UInt8]] {
        let entries = isList ? value.split(separator: ",").map(\.trimmed) : [value[...]]
        return entries.compactMap(digest).filter { $0.count == algorithm.byteCount }
    }

    private func digest(_ entry: Substring) -> [UInt8]? {
        guard entry.utf8.starts(with: prefix.utf8) else { return nil }
        let text = String(Substring(entry.utf8.dropFirst(prefix.utf8.count)))
        return switch encoding {
        case .hex: Hex.decode(text)
        case .base64: Base64.decode(text)
        }
    }
}

/// A signature of the body alone.
struct BodySignature: SenderProof {
    private let shape: SignatureShape
    private let keys: SigningKeys

    init(_ shape: SignatureShape, _ secrets: [Secret]) {
        self.shape = shape
        keys = SigningKeys(secrets.map { Array($0.reveal().utf8) }, shape.algorithm)
    }

    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        let digests = shape.digests(in: try request.headers.proof(shape.field))
        guard !digests.isEmpty else { throw .malformedProof(shape.field) }
        try keys.check(digests, of: request.body)
        return Proven(method: "hmac-\(shape.algorithm.rawValue)", isBodySigned: true)
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders {
        var fields: HTTPHeaders = [:]
        fields[shape.field] = keys.sign(body).map(shape.text)
        return fields
    }
}

import Cryptography
import HTTP
import Lifecycle
import Telemetry

/// Buildkite's signature, `X-Buildkite-Signature: timestamp=<unix>,signature=<hex>`: an HMAC of
/// time and body, with a full stop between them
/// (https://buildkite.com/docs/apis/webhooks/pipelines#webhook-signature).
struct BuildkiteSignature: SenderProof {
    private let keys: SigningKeys

    private static let field = "X-Buildkite-Signature"

    init(_ secrets: [Secret]) {
        keys = SigningKeys(secrets.map { Array($0.reveal().utf8) }, .sha256)
    }

    func verify(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) -> Proven {
        let parts = try request.headers.proof(Self.field).split(separator: ",").map(\.trimmed)
        guard let timestamp = Self.only("timestamp=", of: parts), let time = SignedTime(timestamp),
            let signature = Self.only("signature=", of: parts).flatMap(Hex.decode),
            signature.count == DigestAlgorithm.sha256.byteCount
        else { throw .malformedProof(Self.field) }
        try keys.check([signature], of: Self.message(timestamp, request.body))
        try time.check(at: now)
        return Proven(method: "hmac-sha256", isBodySigned: true)
    }

    func fields(for body: [UInt8], id: String, at now: Timestamp) -> HTTPHeaders {
        let timestamp = SignedTime.text(now)
        guard let digest = keys.sign(Self.message(timestamp, body)) else { return [:] }
        return [Self.field: "timestamp=\(timestamp),signature=\(Hex.encode(digest))"]
    }

    /// What stands behind the name in the one part that begins with it; nil when there are two.
    private static func only(_ name: String, of parts: [Substring]) -> String? {
        let named = parts.filter { $0.utf8.starts(with: name.utf8) }
        guard named.count == 1 else { return nil }
        return String(Substring(named[0].utf8.dropFirst(name.utf8.count)))
    }

    private static func message(_ timestamp: String, _ body: [UInt8]) -> [UInt8] {
        Array("\(timestamp).".utf8) + body
    }
}

import Cryptography
import HTTP
import Lifecycle
import Telemetry

/// The header fields that prove where a body comes from, and when.
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
struct WebhookSignature {
    /// Bytes that a key has: 192 to 512 bits.
    static let keyBytesRange = 24...64

    private static let prefix = "whsec_"
    /// Names the version: HMAC with SHA-256.
    private static let version = "v1"

    /// The same for every attempt; holds no full stop, by which the signed parts are told apart.
    let id: String
    /// Of the attempt.
    let seconds: Int64
    private let key: [UInt8]

    init(id: String, time: Timestamp, _ secret: Secret) {
        self.id = id
        seconds = time.milliseconds / 1_000
        key = Self.key(secret) ?? []
    }

    func fields(for body: [UInt8]) -> [HTTPHeaders.Field] {
        let signed = Array("\(id).\(seconds).".utf8) + body
        let signature = Base64.encode(Digest.hmac(key: key, signed, .sha256))
        return [
            ("webhook-id", id), ("webhook-timestamp", "\(seconds)"),
            ("webhook-signature", "\(Self.version),\(signature)"),
        ]
    }

    /// Nil for what is no secret.
    static func key(_ secret: Secret) -> [UInt8]? {
        let text = secret.reveal()
        guard text.hasPrefix(prefix),
            let key = Base64.decode(String(text.dropFirst(prefix.count))),
            keyBytesRange.contains(key.count)
        else { return nil }
        return key
    }
}

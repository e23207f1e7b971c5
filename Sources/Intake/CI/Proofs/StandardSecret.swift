import Cryptography
package import Telemetry

/// The secrets of Standard Webhooks: `whsec_` and the key in base64, or the base64 alone, which
/// Svix's libraries take too
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
package enum StandardSecret {
    /// Bytes that a key has: "at least 24 bytes (192 bits, 512 maximum)".
    package static let keyBytesRange = 24...64

    private static let prefix = "whsec_"

    /// The key; nil for what is no such secret.
    package static func key(_ secret: Secret) -> [UInt8]? {
        let text = secret.reveal()
        let base64 = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
        guard let key = Base64.decode(base64), keyBytesRange.contains(key.count) else { return nil }
        return key
    }
}

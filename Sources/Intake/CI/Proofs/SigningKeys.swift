import Cryptography
import Telemetry

/// The keys of which a sender has one; several while one is being replaced.
struct SigningKeys: Sendable {
    private let keys: [[UInt8]]
    private let algorithm: DigestAlgorithm

    /// An empty key is left out: everybody knows it.
    init(_ keys: [[UInt8]], _ algorithm: DigestAlgorithm) {
        self.keys = keys.filter { !$0.isEmpty }
        self.algorithm = algorithm
    }

    /// The HMAC by the first key; nil without any key.
    func sign(_ message: [UInt8]) -> [UInt8]? {
        keys.first.map { Digest.hmac(key: $0, message, algorithm) }
    }

    /// Throws `badCredentials` unless one of the signatures is the HMAC of the message by one of
    /// the keys. Each is compared with each, so the time does not tell which ones they are.
    func check(_ signatures: [[UInt8]], of message: [UInt8]) throws(Refusal) {
        var isSigned = false
        for key in keys {
            let digest = Digest.hmac(key: key, message, algorithm)
            for signature in signatures where constantTimeEqual(signature, digest) {
                isSigned = true
            }
        }
        guard isSigned else {
            throw .unproven(
                "The signature does not match: the secret or the body is another one.",
                "The signature does not match.")
        }
    }
}

/// As with `Secret`, nothing prints the keys.
extension SigningKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "(keys)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: [:]) }
}

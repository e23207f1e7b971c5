import Cryptography
package import Telemetry

/// Tokens of which somebody must give one; several while one is being replaced.
package struct Tokens: Sendable {
    /// The one that is sent.
    let first: Secret?
    private let digests: [[UInt8]]

    /// An empty token is left out: everybody knows it.
    package init(_ tokens: [Secret]) {
        let tokens = tokens.filter { !$0.isEmpty }
        first = tokens.first
        digests = tokens.map { Self.digest($0.reveal()) }
    }

    /// Each token is compared, so the time does not tell which one it is.
    package func contains(_ token: String) -> Bool {
        let given = Self.digest(token)
        return !digests.filter { constantTimeEqual($0, given) }.isEmpty
    }

    private static func digest(_ token: String) -> [UInt8] {
        Digest.digest(Array(token.utf8), .sha256)
    }
}

/// A short password could be guessed from its digest.
extension Tokens: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(tokens)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

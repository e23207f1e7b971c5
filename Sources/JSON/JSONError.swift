/// Why a text is not the JSON that was asked for, and where.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The closed list of reasons.
    package enum Code: Sendable, Hashable {
        case empty, tooLarge, tooDeep, invalidUTF8, unexpectedByte, unexpectedEnd
        case invalidNumber, invalidEscape, loneSurrogate, controlCharacter, duplicateKey
        case trailingText
    }

    package let code: Code
    /// One sentence without its full stop. It never quotes a value, which may be a secret.
    package let message: String
    /// Bytes before the mistake.
    package let offset: Int
    /// Counted from 1.
    package let line: Int
    /// In bytes, counted from 1.
    package let column: Int

    package var description: String { "line \(line), column \(column): \(message)" }
}

/// Bounds on what is read from a stranger.
package struct JSONLimits: Sendable {
    /// The largest text; 2 MiB, the body limit of design.md section 10.
    package var bytesMax: Int
    /// Arrays and objects inside each other; 128, design.md section 10.
    package var depthMax: Int

    /// Whether a key may stand twice in one object.
    package var duplicateKeys: DuplicateKeys

    /// What is read as something that was agreed on: a second key would be a way to say one thing
    /// to one reader and another to the next.
    package static let standard = JSONLimits(bytesMax: 2 << 20, depthMax: 128)

    /// What is kept as a sender wrote it: as with EventBridge both of two equal keys count.
    package static let event = JSONLimits(bytesMax: 2 << 20, depthMax: 128, duplicateKeys: .kept)

    /// What becomes of a second equal key.
    package enum DuplicateKeys: Sendable, Hashable {
        case refused
        /// Both stay; a lookup finds the last.
        case kept
    }

    package init(bytesMax: Int, depthMax: Int, duplicateKeys: DuplicateKeys = .refused) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.duplicateKeys = duplicateKeys
    }
}

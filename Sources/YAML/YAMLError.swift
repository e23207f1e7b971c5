/// Why a YAML text was refused, and where.
package struct YAMLError: Error, Sendable, Hashable {
    /// The closed list of reasons.
    package enum Code: String, Sendable, Hashable {
        /// The text breaks YAML's own grammar.
        case syntax
        /// The text is not UTF-8, or holds a control character.
        case encoding
        /// The text is larger than `YAMLLimits.bytesMax`.
        case tooLarge
        /// Values are nested deeper than `YAMLLimits.depthMax`.
        case tooDeep
        case anchor
        case tag
        case duplicateKey
        /// A key that is no string.
        case key
        /// A number that JSON cannot hold, or that does not mean what it seems to.
        case number
        case severalDocuments
    }

    package let code: Code
    /// One sentence without the place.
    package let message: String
    package let position: YAMLPosition
    /// What to do about it, in a sentence.
    package let hint: String?

    package init(
        _ code: Code, _ message: String, at position: YAMLPosition, hint: String? = nil
    ) {
        self.code = code
        self.message = message
        self.position = position
        self.hint = hint
    }
}

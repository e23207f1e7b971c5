/// Why a pattern was refused, and where in it.
package struct PatternError: Error, Sendable, Hashable {
    /// The closed list of reasons.
    package enum Code: String, Sendable, Hashable {
        /// The text is not one JSON value.
        case json
        /// Neither an object nor a list of values stands where one must.
        case shape
        /// An object or a list without anything in it.
        case empty
        /// The same path twice.
        case writtenTwice
        case unknownOperator
        /// An operator of the language that this version does not have.
        case unsupported
        /// An operator's value has the wrong type or range.
        case operand
        /// More fields than `EventPattern.fieldsMax`.
        case tooManyFields
    }

    package let code: Code
    /// One sentence without the place.
    package let message: String
    /// The keys from the top to the mistake.
    package let path: [String]
    /// What to do about it, in a sentence.
    package let hint: String?

    package init(_ code: Code, _ message: String, at path: [String], hint: String? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.hint = hint
    }
}

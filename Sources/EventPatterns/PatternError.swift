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
        /// An operator's value has the wrong type or range.
        case operand
        /// `$or` is no list of at least two objects.
        case alternatives
        /// The name of an operator where `$or` has a field.
        case reservedName
        /// More fields than `EventPattern.fieldsMax`.
        case tooManyFields
        /// More combinations of `$or` than `EventPattern.combinationsMax`.
        case tooManyCombinations
    }

    package let code: Code
    /// One sentence without the place; that of a mistake in the JSON has its line and column.
    package let message: String
    /// The keys from the top to the mistake; a number is a place in a list, counted from 0. Empty
    /// if the pattern as a whole is at fault.
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

extension PatternError: CustomStringConvertible {
    /// Place, reason and hint in one line.
    package var description: String {
        let place = path.isEmpty ? "" : Self.text(of: path) + ": "
        return place + message + (hint.map { "; \($0)" } ?? "")
    }

    static func text(of path: [String]) -> String { path.joined(separator: " → ") }
}

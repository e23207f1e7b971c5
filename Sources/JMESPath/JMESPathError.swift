/// Why an expression cannot be read or evaluated.
package struct JMESPathError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The specification's classes (<https://jmespath.org/specification.html#errors>).
    package enum Code: String, Sendable, Hashable {
        case syntax
        case invalidType = "invalid-type"
        case invalidArity = "invalid-arity"
        case unknownFunction = "unknown-function"
        /// Also the class of an evaluation that exceeds its steps.
        case invalidValue = "invalid-value"
    }

    package let code: Code
    /// One sentence without the place.
    package let message: String
    /// Where in the expression, in characters (Unicode scalars) from 0. Nil where all of it is
    /// meant.
    package let offset: Int?

    package init(_ code: Code, _ message: String, at offset: Int? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    /// `syntax: expected a value, found ']' (character 4)`, counted from 1.
    package var description: String {
        let place = offset.map { " (character \($0 + 1))" } ?? ""
        return "\(code.rawValue): \(message)\(place)"
    }
}

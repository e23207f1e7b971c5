/// Why nothing was sent, or no answer came.
package struct SendError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence; holds no secret.
    package let message: String
    /// What to do about it.
    package let hint: String?
    /// Whether the words of the command line do not go together.
    package let isUsage: Bool

    init(_ message: String, hint: String? = nil, isUsage: Bool = false) {
        self.message = message
        self.hint = hint
        self.isUsage = isUsage
    }

    /// The sentence and the hint in brackets.
    package var description: String { message + (hint.map { " (\($0))" } ?? "") }
}

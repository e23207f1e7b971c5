import JSON

/// A text that equals another only if their Unicode scalars do. `String` itself holds two ways of
/// writing one accented letter for the same, which patterns do not.
struct ExactText: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: Self, right: Self) -> Bool {
        left.text.isIdentical(to: right.text)
    }

    // Identical texts are equal strings, so the string's hash serves.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

import Testing

@testable import EventPatterns

/// A pattern that is refused, with what its error has to say.
struct Mistake: Sendable, CustomTestStringConvertible {
    let text: String
    let code: PatternError.Code
    let path: [String]
    /// In the message.
    let words: String
    /// In the hint; empty for whatever.
    let hint: String

    var testDescription: String { text }

    init(
        _ text: String, _ code: PatternError.Code, at path: [String], _ words: String,
        hint: String = ""
    ) {
        (self.text, self.code, self.path) = (text, code, path)
        (self.words, self.hint) = (words, hint)
    }

    /// A mistake in the only operator of the field `a`.
    init(
        _ operand: String, in name: String, _ words: String, at inner: [String] = [],
        _ code: PatternError.Code = .operand, hint: String = ""
    ) {
        self.init(
            "{\"a\":[{\"\(name)\":\(operand)}]}", code, at: ["a", name] + inner, words, hint: hint)
    }

    func expect() throws {
        let error = try #require(throws: PatternError.self) { try EventPattern(parsing: text) }
        #expect(error.code == code, "\(error)")
        #expect(error.path == path, "\(error)")
        #expect(error.message.contains(words), "\(error)")
        #expect(hint.isEmpty || (error.hint ?? "").contains(hint), "\(error)")
    }
}

/// What people usually meant where libyaml gives up.
enum SyntaxHint {
    static let quoteTemplates =
        "put a template in quotes, as in \"{{ detail.id }}\": without them YAML reads a mapping"

    /// - Parameters:
    ///   - problem: libyaml's own words.
    ///   - line: the line of the problem.
    ///   - column: where in the line, from 1.
    static func hint(problem: String, line: String, column: Int) -> String? {
        if hasBareTemplate(line) { return quoteTemplates }
        if problem.hasPrefix("found character that cannot start any token") {
            let scalars = Array(line.unicodeScalars)
            let found = scalars.indices.contains(column - 1) ? scalars[column - 1] : " "
            return found == "\t"
                ? "indent with spaces: YAML does not allow tabs there"
                : "put a text that starts with \(found) in quotes"
        }
        if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
            return "indent with spaces: YAML does not allow tabs there"
        }
        if problem.hasPrefix("mapping values are not allowed") {
            return "put a text that holds ': ' in quotes, or check the indentation"
        }
        if problem.hasPrefix("found invalid Unicode character escape") {
            return "write the character itself, or \\U and its eight digits"
        }
        if problem.hasPrefix("found unknown escape character") {
            return "write a backslash twice, or use single quotes"
        }
        if problem.hasPrefix("could not find expected ':'") {
            return "a key needs a colon and a space after it"
        }
        if problem.hasPrefix("did not find expected key") || problem.contains("block end") {
            return "check that the lines of one mapping or list start in the same column"
        }
        return nil
    }

    /// Whether a value of the line starts with `{{` and stands in no quotes.
    private static func hasBareTemplate(_ line: String) -> Bool {
        var previous: Character?
        for (character, next) in zip(line, line.dropFirst()) {
            if character == "{", next == "{" {
                return previous.map { ":-,[".contains($0) } ?? true
            }
            if character != " " { previous = character }
        }
        return false
    }
}

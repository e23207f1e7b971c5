/// One mistake or doubt in a file, with its place.
package struct Diagnostic: Sendable, Hashable {
    package let file: String
    /// From 1.
    package let line: Int
    /// In characters, from 1.
    package let column: Int
    package let severity: Severity
    /// One sentence. It never quotes a secret.
    package let message: String
    /// What to do about it.
    package let hint: String?
    /// Further lines, such as what was expected and what came.
    package var details: [String] = []

    /// An error keeps the settings from being used; a warning does not.
    package enum Severity: String, Sendable, Hashable, CaseIterable {
        case error, warning
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `rules/a.yaml:3:7: error: unknown key `stpes` (did you mean `steps`?)`, and the details on
    /// lines of their own below it.
    package var description: String {
        let hint = hint.map { " (\($0))" } ?? ""
        let details = details.map { "\n    \($0)" }.joined()
        return "\(file):\(line):\(column): \(severity.rawValue): \(message)\(hint)\(details)"
    }
}

extension Diagnostic: Comparable {
    /// By file, then by place in it.
    package static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        (left.file, left.line, left.column, left.severity.rawValue, left.message)
            < (right.file, right.line, right.column, right.severity.rawValue, right.message)
    }
}

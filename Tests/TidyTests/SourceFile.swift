import Testing

/// One Swift file as the rules see it: the text, its code alone and its comments alone, by line.
struct SourceFile: Sendable {
    /// Relative to the root of the repository, such as `Sources/JSON/JSONValue.swift`.
    let path: String
    let lines: [String]
    /// The lines with comments and the inside of literals blank.
    let code: [String]
    /// The lines with everything but comments blank.
    let comments: [String]

    init(path: String, text: String) {
        self.path = path
        let mask = SourceMask(text)
        lines = Self.split(text)
        code = Self.split(String(decoding: mask.code, as: UTF8.self))
        comments = Self.split(String(decoding: mask.comments, as: UTF8.self))
    }

    var isProduct: Bool { path.hasPrefix("Sources/") }

    /// The target whose folder the file is in: the second part of the path.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : ""
    }

    /// Says that line `index`, counted from 0, breaks a rule.
    func violation(at index: Int, _ message: String) -> Violation {
        Violation(path: path, line: index + 1, message: message)
    }

    private static func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

/// A broken rule with its place.
struct Violation: Hashable, Sendable, CustomStringConvertible {
    let path: String
    /// Counted from 1.
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

/// Makes every violation a failure of the running test.
func report(_ violations: [Violation]) {
    for violation in violations {
        let place = SourceLocation(
            fileID: "Repository/\(violation.path)", filePath: violation.path, line: violation.line,
            column: 1)
        Issue.record(Comment(rawValue: violation.description), sourceLocation: place)
    }
}

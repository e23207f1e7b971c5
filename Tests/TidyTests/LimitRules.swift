/// How wide a line and how long a function and a file may be.
enum LimitRules {
    static let columnsMax = 100
    static let functionLinesMax = 70
    static let fileLinesMax = 500

    /// An address alone in its comment cannot be broken and may be wider.
    static func columns(_ file: SourceFile) -> [Violation] {
        file.lines.indices.compactMap { index in
            let columns = file.lines[index].count
            guard columns > columnsMax, !isLoneAddress(file.comments[index]) else { return nil }
            return file.violation(at: index, "\(columns) columns, at most \(columnsMax)")
        }
    }

    static func fileLines(_ file: SourceFile) -> [Violation] {
        guard file.lines.count > fileLinesMax else { return [] }
        let message = "\(file.lines.count) lines in the file, at most \(fileLinesMax)"
        return [file.violation(at: fileLinesMax, message)]
    }

    /// From the line with `func`, `init`, `deinit`, `subscript` or `var` to its closing brace.
    static func functionLines(_ file: SourceFile) -> [Violation] {
        bodies(in: file).compactMap { body in
            guard body.count > functionLinesMax else { return nil }
            let message = "\(body.count) lines in the function, at most \(functionLinesMax)"
            return file.violation(at: body.lowerBound, message)
        }
    }

    private static func isLoneAddress(_ comment: String) -> Bool {
        let parts = comment.split(separator: " ")
        return parts.count == 2 && parts[0].hasPrefix("//") && parts[1].contains("://")
    }

    /// The line ranges, counted from 0, of everything that has a body.
    private static func bodies(in file: SourceFile) -> [ClosedRange<Int>] {
        file.code.indices.flatMap { line in
            starts(in: file.code[line]).compactMap { start -> ClosedRange<Int>? in
                lastLine(ofBodyFrom: line, start, in: file.code).map { line...$0 }
            }
        }
    }

    private struct Start {
        /// The characters of the line up to the end of the word that begins the declaration.
        let column: Int
        let isVariable: Bool
    }

    /// Only at a blank does a word begin a declaration: `self.init` and `.init` are calls.
    private static func starts(in line: String) -> [Start] {
        var column = 0
        return line.split(separator: " ", omittingEmptySubsequences: false).compactMap { word in
            defer { column += word.count + 1 }
            let name = String(word.prefix(while: \.isLetter))
            guard ["func", "init", "deinit", "subscript", "var"].contains(name) else { return nil }
            return Start(column: column + name.count, isVariable: name == "var")
        }
    }

    /// Follows the declaration to its `{` and that to its `}`; nil when it has no body.
    ///
    /// A variable's body opens before any `=` and on the line of its type.
    private static func lastLine(
        ofBodyFrom line: Int, _ start: Start, in code: [String]
    ) -> Int? {
        var parentheses = 0
        var braces = 0
        for current in line..<code.count {
            for character in code[current].dropFirst(current == line ? start.column : 0) {
                switch character {
                case "(", "[": parentheses += 1
                case ")", "]": parentheses -= 1
                case "{" where braces > 0 || parentheses == 0: braces += 1
                case "}" where braces > 0:
                    braces -= 1
                    if braces == 0 { return current }
                case "}" where parentheses == 0: return nil
                case "=" where start.isVariable && braces == 0 && parentheses == 0: return nil
                default: break
                }
            }
            if start.isVariable && braces == 0 && parentheses == 0 { return nil }
        }
        return nil
    }
}

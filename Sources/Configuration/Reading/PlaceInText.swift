import YAML

extension Node {
    /// The place of a character inside of this string value; where the source does not read like
    /// the value, the place where the value starts.
    /// - Parameter offset: characters of the value before the place.
    func place(ofCharacter offset: Int) -> YAMLPosition {
        guard case .string(let text) = yaml.value, offset > 0 else { return position }
        var walk = SourceWalk(file.lines, from: position)
        return walk.place(after: Array(String(text.prefix(offset)).unicodeScalars)) ?? position
    }
}

/// Goes through the source of a string and its value side by side. A run of white space counts as
/// any other, which is all that folding and indentation change.
private struct SourceWalk {
    private let lines: [[Unicode.Scalar]]
    private let style: Style
    /// From 0.
    private var line: Int
    private var column: Int

    private enum Style { case plain, singleQuoted, doubleQuoted, block }

    init(_ lines: [[Unicode.Scalar]], from start: YAMLPosition) {
        self.lines = lines
        line = start.line - 1
        column = start.column - 1
        let first = lines.indices.contains(line) ? lines[line].dropFirst(column).first : nil
        switch first {
        case "'": style = .singleQuoted
        case "\"": style = .doubleQuoted
        case "|", ">": style = .block
        default: style = .plain
        }
        switch style {
        case .plain: break
        case .singleQuoted, .doubleQuoted: column += 1
        case .block:
            line += 1
            column = 0
        }
    }

    /// Where the source goes on after these characters of the value.
    mutating func place(after value: [Unicode.Scalar]) -> YAMLPosition? {
        if style == .block { _ = skipSpace() }
        // Leading space of a block may be its indentation or its text.
        var rest = value[...]
        if style == .block { rest = rest.drop(while: Self.isSpace) }
        while let scalar = rest.first {
            if Self.isSpace(scalar) {
                guard skipSpace() else { return nil }
                rest = rest.drop(while: Self.isSpace)
            } else {
                guard skip(scalar) else { return nil }
                rest.removeFirst()
            }
        }
        return YAMLPosition(line: line + 1, column: column + 1)
    }

    private func scalar(_ distance: Int = 0) -> Unicode.Scalar? {
        guard lines.indices.contains(line) else { return nil }
        return lines[line].dropFirst(column + distance).first
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        [" ", "\t", "\n", "\r"].contains(scalar)
    }

    /// False when there is none.
    private mutating func skipSpace() -> Bool {
        let start = (line, column)
        while line < lines.count {
            switch scalar() {
            case nil:
                line += 1
                column = 0
            case let found? where Self.isSpace(found): column += 1
            case "\\" where style == .doubleQuoted && isEscapedSpace: column += 2
            default: return start != (line, column)
            }
        }
        return false
    }

    /// Whether the escape here stands for white space; at the end of a line it joins two lines.
    private var isEscapedSpace: Bool {
        guard let escaped = scalar(1) else { return true }
        return ["n", "t", "r", " "].contains(escaped)
    }

    /// One character of the value; false when another stands here.
    private mutating func skip(_ wanted: Unicode.Scalar) -> Bool {
        guard let found = scalar() else { return false }
        switch (style, found) {
        case (.doubleQuoted, "\\"):
            if scalar(1) == nil { return skipSpace() && skip(wanted) }
            column += escapeLength(of: wanted)
        case (.singleQuoted, "'"): column += 2
        default:
            guard found == wanted else { return false }
            column += 1
        }
        return true
    }

    private func escapeLength(of wanted: Unicode.Scalar) -> Int {
        switch scalar(1) {
        case "x": 4
        // Beyond 16 bits JSON writes two halves.
        case "u": wanted.value > 0xFFFF ? 12 : 6
        case "U": 10
        default: 2
        }
    }
}

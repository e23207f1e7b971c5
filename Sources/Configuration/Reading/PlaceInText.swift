import YAML

extension Node {
    /// The place of a character inside of this string value. Where YAML's quoting, escapes or
    /// folding hide it, the place where the value starts.
    /// - Parameter offset: characters of the value before the place.
    func place(ofCharacter offset: Int) -> YAMLPosition {
        guard case .string(let text) = yaml.value, offset > 0 else { return position }
        let before = Array(String(text.prefix(offset)).unicodeScalars)
        return onSameLine(before) ?? inBlock(before) ?? position
    }

    /// A plain or quoted text whose source reads like its value up to the place.
    private func onSameLine(_ before: [Unicode.Scalar]) -> YAMLPosition? {
        guard let line = line(position.line) else { return nil }
        var rest = line.dropFirst(position.column - 1)
        var column = position.column
        if rest.first == "\"" || rest.first == "'" {
            rest = rest.dropFirst()
            column += 1
        }
        guard rest.starts(with: before) else { return nil }
        return YAMLPosition(line: position.line, column: column + before.count)
    }

    /// A `|` block: its lines stand below, indented.
    private func inBlock(_ before: [Unicode.Scalar]) -> YAMLPosition? {
        guard let header = line(position.line)?.dropFirst(position.column - 1), header.first == "|",
            let indent = blockIndent
        else { return nil }
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        guard let last = lines.last, let source = line(position.line + lines.count),
            source.dropFirst(indent).starts(with: last)
        else { return nil }
        return YAMLPosition(
            line: position.line + lines.count, column: indent + last.count + 1)
    }

    /// Spaces before the block's first line that is not empty.
    private var blockIndent: Int? {
        file.lines.dropFirst(position.line).first { $0.contains { $0 != " " } }?
            .prefix { $0 == " " }.count
    }

    private func line(_ number: Int) -> [Unicode.Scalar]? {
        file.lines.indices.contains(number - 1) ? file.lines[number - 1] : nil
    }
}

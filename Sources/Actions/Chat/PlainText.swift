/// What event data may look like in a message, before any platform's markup.
extension StringProtocol {
    /// Without control characters, without the bidirectional overrides that make text look like
    /// other text, with at most one empty line in a row; trimmed. Every kind of line end is "\n".
    var cleaned: String {
        var scalars = String.UnicodeScalarView()
        var lineEnds = 0
        var previous: Unicode.Scalar?
        for scalar in unicodeScalars {
            defer { previous = scalar }
            switch scalar.value {
            case 0x0A where previous == "\r": break
            case 0x0A...0x0D, 0x85, 0x2028, 0x2029:
                lineEnds += 1
                if lineEnds <= 2 { scalars.append("\n") }
            case 0x09: scalars.append(" ")
            case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: break
            default:
                lineEnds = 0
                scalars.append(scalar)
            }
        }
        let text = String(scalars).drop(while: \.isWhitespace)
        return String(text.dropLast(text.reversed().prefix(while: \.isWhitespace).count))
    }

    /// The same on one line.
    var onOneLine: String { String(cleaned.map { $0.isNewline ? " " : $0 }) }

    /// At most `unitsMax` UTF-16 units, which are never fewer than characters: the strictest of
    /// the ways in which platforms count. A cut is marked with an ellipsis.
    func cut(to unitsMax: Int) -> String {
        guard utf16.count > unitsMax else { return String(self) }
        var units = 1
        let kept = prefix { character in
            units += character.utf16.count
            return units <= unitsMax
        }
        guard kept.isEmpty else { return kept + "…" }
        // One character alone may be longer than any limit: a letter under a heap of accents.
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: unicodeScalars.prefix(Swift.max(unitsMax - 1, 0) / 2))
        return String(scalars) + "…"
    }

    var nonEmpty: String? { isEmpty ? nil : String(self) }
}

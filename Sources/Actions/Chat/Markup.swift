/// Text as one platform's markup wants it.
struct Markup: Sendable {
    /// What stands for a character; nil for itself. `isFirst` at the beginning of a line.
    let escape: @Sendable (_ scalar: Unicode.Scalar, _ isFirst: Bool) -> String?

    init(escape: @escaping @Sendable (_ scalar: Unicode.Scalar, _ isFirst: Bool) -> String?) {
        self.escape = escape
    }

    /// Text without any markup.
    static let plain = Markup { _, _ in nil }

    /// Escaped and cut to both limits with an ellipsis, never inside an escape or a character.
    ///
    /// - Parameters:
    ///   - unitsMax: UTF-16 units after escaping, which are never fewer than characters: the
    ///     strictest of the ways in which platforms count.
    ///   - bytesMax: bytes of the JSON string without its quotes.
    func text(_ text: String, unitsMax: Int, bytesMax: Int = .max) -> String {
        var result = ""
        var size = Size()
        var whole = result.endIndex
        var isFirst = true
        for character in text {
            let piece = escaped(character, isFirst: isFirst)
            isFirst = character.isNewline
            size.add(piece)
            guard size.units <= unitsMax, size.bytes <= bytesMax else {
                return unitsMax < 1 || bytesMax < 3 ? "" : result[..<whole] + "…"
            }
            result += piece
            // The ellipsis has one unit and three bytes.
            if size.units < unitsMax, size.bytes <= bytesMax - 3 { whole = result.endIndex }
        }
        return result
    }

    /// By scalars: `<` under an accent is another character to Swift, but still `<` to a platform.
    private func escaped(_ character: Character, isFirst: Bool) -> String {
        var result = ""
        var isFirst = isFirst
        for scalar in character.unicodeScalars {
            if let stand = escape(scalar, isFirst) {
                result += stand
            } else {
                result.unicodeScalars.append(scalar)
            }
            isFirst = false
        }
        return result
    }

    private struct Size {
        var units = 0
        var bytes = 0

        mutating func add(_ piece: String) {
            units += piece.utf16.count
            for byte in piece.utf8 {
                let isQuoted = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
                bytes += isQuoted || byte == UInt8(ascii: "\n") ? 2 : 1
            }
        }
    }
}

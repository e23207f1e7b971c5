/// Text as Slack's own markup wants it.
enum SlackText {
    /// Escaped and cut to both limits, never inside an entity or a character. `& < >` are the only
    /// characters Slack wants escaped; mentions and links are inert then.
    /// https://docs.slack.dev/messaging/formatting-message-text#escaping
    ///
    /// - Parameters:
    ///   - unitsMax: UTF-16 units after escaping.
    ///   - bytesMax: bytes of the JSON string without its quotes.
    static func escaped(_ text: String, unitsMax: Int, bytesMax: Int = .max) -> String {
        var result = ""
        var size = Size()
        var whole = result.endIndex
        for character in text {
            let piece = escaped(character)
            size.add(piece)
            guard size.units <= unitsMax, size.bytes <= bytesMax else {
                return result[..<whole] + "…"
            }
            result += piece
            // The ellipsis has one unit and three bytes.
            if size.units < unitsMax, size.bytes <= bytesMax - 3 { whole = result.endIndex }
        }
        return result
    }

    /// For a part that our own markup makes bold: an asterisk of its own would end that.
    static func bold(_ text: String) -> String {
        text.isEmpty ? "" : "*\(text.replacing("*", with: "∗"))*"
    }

    /// By scalars: `<` under an accent is another character to Swift, but still `<` to Slack.
    private static func escaped(_ character: Character) -> String {
        var result = ""
        for scalar in character.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.unicodeScalars.append(scalar)
            }
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

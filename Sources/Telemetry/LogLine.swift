/// One line of the log in its two forms. Field values may come from strangers: they are bounded,
/// and control characters are escaped, so that no value can forge a line or move a cursor.
struct LogLine {
    let time: String
    let level: LogLevel
    let message: String
    let fields: KeyValuePairs<String, LogField>

    /// Characters of one field that are written; the rest is cut with an ellipsis.
    static let fieldCharactersMax = 2048

    var json: String {
        var line = "{\"time\":\(Self.quoted(time)),\"level\":\"\(level.rawValue)\","
        line += "\"message\":\(Self.quoted(message))"
        for (name, value) in fields {
            line += ",\(Self.quoted(name)):"
            switch value {
            case .string(let text): line += Self.quoted(Self.bounded(text))
            case .integer(let number): line += String(number)
            case .boolean(let flag): line += flag ? "true" : "false"
            }
        }
        return line + "}\n"
    }

    var text: String {
        let clock = time.dropFirst(11).prefix(12)
        var line = "\(clock) \(level.rawValue.uppercased()) \(message)"
        for (name, value) in fields {
            line += "  \(name)="
            switch value {
            case .string(let text): line += Self.plain(Self.bounded(text))
            case .integer(let number): line += String(number)
            case .boolean(let flag): line += flag ? "yes" : "no"
            }
        }
        return line + "\n"
    }

    private static func bounded(_ text: String) -> String {
        text.count > fieldCharactersMax ? text.prefix(fieldCharactersMax) + "…" : text
    }

    /// A word as it is, anything else in quotes.
    private static func plain(_ text: String) -> String {
        let isWord = text.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != 0x7F }
        return isWord && !text.isEmpty && !text.unicodeScalars.contains(where: needsEscape)
            ? text : quoted(text)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where needsEscape(scalar):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// C0 and C1 controls, line separators and the bidirectional overrides that reorder a terminal.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

import Lifecycle

/// JSON for whoever reads it on a terminal: the writer leaves characters raw that only a terminal
/// takes for more than text.
enum TerminalJSON {
    /// The text as it is for programs; for a terminal with what could move the cursor, or reorder
    /// a line, escaped, which leaves the value what it is.
    static func text(
        _ json: String, isForTerminal: Bool = StandardStreams.outputIsTerminal
    ) -> String {
        guard isForTerminal else { return json }
        var text = ""
        for scalar in json.unicodeScalars {
            let isLayout = scalar.value < 0x80 && scalar.value != 0x7F
            switch scalar.properties.generalCategory {
            case .control where !isLayout, .format, .lineSeparator, .paragraphSeparator:
                for unit in String(scalar).utf16 { text += escape(unit) }
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// `\u009b`
    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

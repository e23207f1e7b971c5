/// The words of a command line as a POSIX shell would quote them; nothing else of a shell: no
/// variables, no patterns, no `~`, no operators. So does botocore, by Python's `shlex`.
enum CommandWords {
    /// nil for a quotation mark without its partner or a backslash at the end.
    static func split(_ command: String) -> [String]? {
        var words: [String] = []
        // nil between two words; `''` is an empty one.
        var word: String.UnicodeScalarView?
        var quote: Unicode.Scalar?
        // Not by characters: CR LF is one of them.
        var rest = Substring(command).unicodeScalars
        while let next = rest.popFirst() {
            switch (next, quote) {
            case ("\\", nil):
                guard let escaped = rest.popFirst() else { return nil }
                word = (word ?? .init()) + [escaped]
            case ("\\", "\""):
                // Within these, it makes only itself and them mean nothing special.
                guard let escaped = rest.popFirst() else { return nil }
                let isSpecial = escaped == "\"" || escaped == "\\"
                word = (word ?? .init()) + (isSpecial ? [escaped] : [next, escaped])
            case (_, let open?) where next == open:
                quote = nil
            case ("\"", nil), ("'", nil):
                quote = next
                word = word ?? .init()
            case (" ", nil), ("\t", nil), ("\r", nil), ("\n", nil):
                if let word { words.append(String(word)) }
                word = nil
            default:
                word = (word ?? .init()) + [next]
            }
        }
        guard quote == nil else { return nil }
        return words + (word.map { [String($0)] } ?? [])
    }
}

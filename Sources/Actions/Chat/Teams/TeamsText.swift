/// What others wrote, in the form in which Teams shows it to the letter.
///
/// Text blocks and facts take a part of Markdown
/// (https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features), where a backslash
/// takes a mark its meaning. A line end is an empty line.
enum TeamsText {
    /// - Parameters:
    ///   - unitsMax: UTF-16 units after escaping.
    ///   - bytesMax: bytes of the JSON string without its quotes.
    static func escaped(_ text: String, unitsMax: Int, bytesMax: Int = .max) -> String {
        markup.text(inert(text), unitsMax: unitsMax, bytesMax: bytesMax)
    }

    private static let markup = Markup { scalar, isFirst in
        switch scalar {
        case "\\", "*", "_", "[", "]", "(", ")", "~", "`", "#": "\\\(scalar)"
        case "<": "<\u{200B}"
        case "-", "+": isFirst ? "\\\(scalar)" : nil
        case "\n": "\n\n"
        default: nil
        }
    }

    /// Without the blanks that begin a line, which make code of it, and without empty lines. As
    /// with `<at>`, where no escape helps, a zero-width space parts what belongs together: bare
    /// URLs and host names, the number and dot that make a list, the braces of `{{DATE(…)}}`.
    private static func inert(_ text: String) -> String {
        text.parted(at: [.urls, .hostNames]).split(whereSeparator: \.isNewline)
            .map { inert(line: $0.drop(while: \.isWhitespace)) }
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static func inert(line: Substring) -> String {
        let numberEnd = line.unicodeScalars.prefix { ("0"..."9").contains($0) }.count
        var result = String.UnicodeScalarView()
        for (index, scalar) in line.unicodeScalars.enumerated() {
            let endsNumber = scalar == "." && index == numberEnd && index > 0
            if endsNumber || scalar == "{" && result.last == "{" { result.append("\u{200B}") }
            result.append(scalar)
        }
        return String(result)
    }
}

/// What others wrote, in the form in which Slack shows it to the letter.
struct SlackText {
    /// For a message's own text: there Slack makes links of bare URLs, and no setting keeps it from
    /// that but `parse`, which incoming webhooks ignore.
    static let line = SlackText(breaksLinks: true)
    /// For a text object, which says `verbatim`.
    static let card = SlackText(breaksLinks: false)

    private let breaksLinks: Bool

    /// `& < >` are the only characters Slack wants escaped; mentions and links are inert then.
    /// https://docs.slack.dev/messaging/formatting-message-text#escaping
    private static let markup = Markup { scalar, _ in
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: nil
        }
    }

    /// - Parameters:
    ///   - unitsMax: UTF-16 units after escaping.
    ///   - bytesMax: bytes of the JSON string without its quotes.
    func text(_ text: String, unitsMax: Int, bytesMax: Int = .max) -> String {
        Self.markup.text(inert(text), unitsMax: unitsMax, bytesMax: bytesMax)
    }

    /// `* _ ~ \`` and a `>` that begins a line format, and Slack knows no escape for them: a
    /// character that looks the same stands in their place. An underscore within a word stays, for
    /// Slack leaves it alone and names are full of them.
    private func inert(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var beginsLine = true
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            switch scalar {
            case "*": result.append("∗")
            case "~": result.append("∼")
            case "`": result.append("ˋ")
            case ">" where beginsLine: result.append("›")
            case "_" where !(Self.isInWord(result.last) && Self.isInWord(next)):
                result.append("ˍ")
            default: result.append(scalar)
            }
            if breaksLinks, scalar == "@" || scalar == ":" && next == "/" && !Self.isS3(result) {
                result.append("\u{200B}")
            }
            beginsLine = scalar == "\n" || beginsLine && scalar.properties.isWhitespace
        }
        return String(result)
    }

    /// Whether a text ends with the scheme of `s3://`, which no client makes a link of and people
    /// want to copy.
    private static func isS3(_ text: String.UnicodeScalarView) -> Bool {
        let end = Array(text.suffix(4))
        return end.suffix(3) == ["s", "3", ":"] && (end.count < 4 || !isInWord(end[0]))
    }

    private static func isInWord(_ scalar: Unicode.Scalar?) -> Bool {
        switch scalar {
        case .some("a"..."z"), .some("A"..."Z"), .some("0"..."9"): true
        default: false
        }
    }
}

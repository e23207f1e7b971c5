/// What others wrote, in the form in which Slack shows it to the letter.
struct SlackText {
    /// For a message's own text: there Slack makes links of bare URLs, and no setting keeps it from
    /// that but `parse`, which incoming webhooks ignore.
    static let line = SlackText(finds: [.urls, .hostNames, .emojiCodes])
    /// For a text object, which says `verbatim`.
    static let card = SlackText(finds: .emojiCodes)

    private let finds: ClientFinds

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

    /// A value that people copy: as it is, in a code span. Slack makes links there too.
    func code(_ text: String, unitsMax: Int, bytesMax: Int = .max) -> String {
        guard !text.isEmpty else { return "" }
        let value = guarded(text, finds.intersection(.urls))
        let room = bytesMax == .max ? bytesMax : bytesMax - 2
        let escaped = Self.code.text(value, unitsMax: unitsMax - 2, bytesMax: room)
        return "`\(escaped)`"
    }

    /// Without links, and without an address for mail where they are looked for.
    private func guarded(_ text: String, _ finds: ClientFinds) -> String {
        let parted = text.parted(at: finds)
        guard finds.contains(.urls) else { return parted }
        return Self.markAt.text(parted, unitsMax: .max)
    }

    private static let code = Markup { scalar, isFirst in
        scalar == "`" ? "ˋ" : markup.escape(scalar, isFirst)
    }

    private static let markAt = Markup { scalar, _ in
        scalar == "@" ? "@\(String.zeroWidthSpace)" : nil
    }

    /// `* _ ~ \`` and a `>` that begins a line format, and Slack knows no escape for them: a
    /// character that looks the same stands in their place. An underscore within a word stays, for
    /// Slack leaves it alone and names are full of them.
    private func inert(_ text: String) -> String {
        let scalars = Array(guarded(text, finds).unicodeScalars)
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
            beginsLine = scalar == "\n" || beginsLine && scalar.properties.isWhitespace
        }
        return String(result)
    }

    private static func isInWord(_ scalar: Unicode.Scalar?) -> Bool {
        switch scalar {
        case .some("a"..."z"), .some("A"..."Z"), .some("0"..."9"): true
        default: false
        }
    }
}

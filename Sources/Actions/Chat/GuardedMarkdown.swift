/// The Markdown of Mattermost and Rocket.Chat, which differ in what they escape and in what they
/// look for outside it: mentions, channels and links are found in the raw text as well.
extension Markup {
    /// For prose. What a backslash does not stop in both is stopped by a zero width space.
    ///
    /// - Mattermost reads mentions on the server, behind escapes and entities (`&#64;all`), and
    ///   makes `<!all>` and `<url|text>` into its own forms first
    ///   (https://github.com/mattermost/mattermost, server/channels/app).
    /// - Rocket.Chat escapes `* _ ~ ` # .` and nothing else, and `\(` begins a formula
    ///   (https://github.com/RocketChat/Rocket.Chat, packages/message-parser/src/grammar.pegjs).
    static let guardedMarkdown = Markup { scalar, isFirst in
        switch scalar {
        case "*", "_", "`": "\\\(scalar)"
        case "~": "\\~\(String.zeroWidthSpace)"
        case "\\", "@", "＠", "#", "&", "]", "|": "\(scalar)\(String.zeroWidthSpace)"
        case "<": "‹"
        // Lists, quotes, headings below their text and indented code begin a line.
        case "-", ">", "=", " ", "0"..."9": isFirst ? "\(String.zeroWidthSpace)\(scalar)" : nil
        // A list too; before digits a telephone number.
        case "+": "\(String.zeroWidthSpace)+\(String.zeroWidthSpace)"
        default: nil
        }
    }

    /// For places without Markdown.
    static let guardedPlain = Markup { scalar, _ in
        switch scalar {
        case "<": "‹"
        case "@", "＠", "#", "~": "\(scalar)\(String.zeroWidthSpace)"
        default: nil
        }
    }

    /// For code spans, in which nothing else is live: people copy from them.
    static let guardedCode = Markup { scalar, _ in
        switch scalar {
        case "`": "ˋ"
        case "<": "‹"
        case "@", "＠": "\(scalar)\(String.zeroWidthSpace)"
        default: nil
        }
    }

    /// A link of ours with its label in the platform's markup.
    static func markdownLink(_ label: String, _ url: String) -> String {
        "[\(label)](\(linkTarget(url)))"
    }

    /// A URL that stands between parentheses, which one of its own may end.
    static func linkTarget(_ url: String) -> String {
        url.replacing("(", with: "%28").replacing(")", with: "%29")
    }
}

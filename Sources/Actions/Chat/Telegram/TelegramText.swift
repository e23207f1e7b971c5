/// Data as it stands in a Telegram message.
enum TelegramText {
    /// "All <, > and & symbols that are not a part of a tag or an HTML entity must be replaced"
    /// (https://core.telegram.org/bots/api#html-style). Quotes have to be in `href` only; nothing
    /// of ours there has one.
    static let html = Markup { scalar, _ in
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: nil
        }
    }

    /// The text with a zero-width space (U+200B) wherever Telegram's servers would find something
    /// to press: @name, #tag, $TICKER, /command, +phone, a URL, an address for mail. They find
    /// those in any text with or without tags, but not inside `<code>`.
    /// https://core.telegram.org/bots/api#messageentity
    static func inert(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        var scalars = text.unicodeScalars.makeIterator()
        var current = scalars.next()
        while let scalar = current {
            let next = scalars.next()
            result.append(scalar)
            if let next, isLive(scalar, after: previous, before: next) {
                result.append("\u{200B}")
            }
            previous = scalar
            current = next
        }
        return String(result)
    }

    private static func isLive(
        _ scalar: Unicode.Scalar, after previous: Unicode.Scalar?, before next: Unicode.Scalar
    ) -> Bool {
        let isInWord = previous.map(isWord) ?? false
        switch scalar {
        case "@", "#", "$": return !next.properties.isWhitespace
        // The last label of a host name is never a number.
        case ".": return next.properties.isAlphabetic || !next.isASCII
        case "/": return previous == "/" || !isInWord && isWord(next)
        case "+": return !isInWord && next.properties.numericType != nil
        default: return false
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}

/// A part of a message, and what Telegram counts of it.
struct TelegramPart {
    let text: String
    /// UTF-16 units without tags; entities count as they are written, which is more than Telegram
    /// does.
    let units: Int

    init(_ text: String, units: Int? = nil) {
        self.text = text
        self.units = units ?? text.utf16.count
    }

    static func joined(_ parts: [TelegramPart], _ separator: String) -> TelegramPart {
        let separators = max(parts.count - 1, 0) * separator.utf16.count
        return TelegramPart(
            parts.map(\.text).joined(separator: separator),
            units: parts.reduce(separators) { $0 + $1.units })
    }
}

/// With which means a message is set: tags, or none should Telegram not understand them.
enum TelegramStyle {
    case html, plain

    func data(_ text: String, unitsMax: Int) -> TelegramPart {
        let markup = self == .html ? TelegramText.html : .plain
        return TelegramPart(markup.text(TelegramText.inert(text), unitsMax: unitsMax))
    }

    func tagged(_ tag: String, _ part: TelegramPart) -> TelegramPart {
        guard self == .html else { return part }
        return TelegramPart("<\(tag)>\(part.text)</\(tag)>", units: part.units)
    }

    /// For what people copy.
    func code(_ text: String, unitsMax: Int) -> TelegramPart {
        guard self == .html else { return data(text, unitsMax: unitsMax) }
        return tagged("code", TelegramPart(TelegramText.html.text(text, unitsMax: unitsMax)))
    }

    /// Nil for a link that has to be seen and is too long for that.
    func link(_ url: String, _ label: String, unitsMax: Int) -> TelegramPart? {
        guard self == .html else {
            return url.utf16.count > unitsMax ? nil : TelegramPart(url)
        }
        let label = TelegramText.html.text(label, unitsMax: unitsMax)
        let target = TelegramText.html.text(url, unitsMax: .max)
        return TelegramPart("<a href=\"\(target)\">\(label)</a>", units: label.utf16.count)
    }
}

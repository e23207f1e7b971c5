/// What clients find in plain text and make something of.
struct ClientFinds: OptionSet, Sendable {
    let rawValue: Int

    /// With a scheme or behind `www`.
    static let urls = ClientFinds(rawValue: 1)
    /// Without either: `evil.example`.
    static let hostNames = ClientFinds(rawValue: 2)
    /// Of numbers, `192.0.2.1`; version numbers look the same.
    static let addresses = ClientFinds(rawValue: 4)
    /// `:fire:`; workspaces have their own, perhaps `:aws:`, which every ARN holds.
    static let emojiCodes = ClientFinds(rawValue: 8)
}

/// Text in which clients find nothing.
extension String {
    /// Invisible, and the end of whatever a client takes for a word.
    static let zeroWidthSpace = "\u{200B}"

    /// Broken inside whatever clients would find, which stays readable: URLs behind the scheme and
    /// behind `www`, host names at their dots, codes of emoji behind the first colon. By scalars,
    /// as clients read.
    func parted(at finds: ClientFinds) -> String {
        let scalars = Array(unicodeScalars)
        var result = String.UnicodeScalarView()
        var isInStore = false
        for (index, scalar) in scalars.enumerated() {
            result.append(scalar)
            let before = scalars[..<index]
            let after = scalars[(index + 1)...]
            let isBroken: Bool
            switch scalar {
            case ":":
                let isURL = after.first == "/"
                let beginsStore = isURL && Self.isStore(before)
                if beginsStore { isInStore = true }
                isBroken =
                    finds.contains(.urls) && isURL && !beginsStore
                    || finds.contains(.emojiCodes) && Self.endsEmojiCode(after)
            case ".": isBroken = Self.isLink(finds, before, after, isInStore: isInStore)
            default:
                isBroken = false
                isInStore = isInStore && Self.isOfStore(scalar)
            }
            guard isBroken else { continue }
            result.append(contentsOf: Self.zeroWidthSpace.unicodeScalars)
            // A new word begins behind it.
            isInStore = false
        }
        return String(result)
    }

    private typealias Part = ArraySlice<Unicode.Scalar>

    /// `s3://bucket/key` opens nothing in a browser, and people copy it.
    private static func isStore(_ before: Part) -> Bool {
        ends(before, with: "s3") && before.dropLast(2).last?.properties.isAlphabetic != true
    }

    /// Behind anything but these a client may begin a new word.
    private static func isOfStore(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (isOfName(scalar) || "/=%".unicodeScalars.contains(scalar))
    }

    /// Whether the dot between two parts belongs to a link.
    private static func isLink(
        _ finds: ClientFinds, _ before: Part, _ after: Part, isInStore: Bool
    ) -> Bool {
        guard let previous = before.last, let next = after.first,
            !previous.properties.isWhitespace, !next.properties.isWhitespace
        else { return false }
        if finds.contains(.urls), ends(before, with: "www") { return true }
        guard !isInStore else { return false }
        if finds.contains(.addresses) { return true }
        // The last label of a host name is never a number.
        let isLabel = next.properties.isAlphabetic || !next.isASCII
        return finds.contains(.hostNames) && isLabel
    }

    private static func endsEmojiCode(_ after: Part) -> Bool {
        let rest = after.drop(while: isOfName)
        return rest.first == ":" && rest.startIndex > after.startIndex
    }

    private static func isOfName(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || "_+'-".unicodeScalars.contains(scalar)
    }

    private static func ends(_ text: Part, with word: String) -> Bool {
        var end = String.UnicodeScalarView()
        end.append(contentsOf: text.suffix(word.unicodeScalars.count))
        return String(end).lowercased() == word
    }
}

/// Text in which clients find nothing to make a link of.
extension String {
    /// Invisible, and the end of whatever a client takes for a word.
    static let zeroWidthSpace = "\u{200B}"

    /// Broken inside every URL: after the scheme and after `www`, and in host names without either
    /// where the client takes those for links too. Scheme and host stay readable. By scalars, as
    /// clients read.
    func unlinked(hostNames: Bool = false) -> String {
        let scalars = Array(unicodeScalars)
        var result = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            result.append(scalar)
            let before = scalars[..<index]
            let after = scalars[(index + 1)...]
            let isBroken =
                switch scalar {
                case ":": after.starts(with: "//".unicodeScalars) && !Self.isOfStore(before)
                case ".":
                    Self.isInWord(before.last, after.first)
                        && (hostNames || Self.ends(before, with: "www"))
                default: false
                }
            if isBroken { result.append(contentsOf: Self.zeroWidthSpace.unicodeScalars) }
        }
        return String(result)
    }

    /// `s3://bucket/key` opens nothing in a browser, and people copy it.
    private static func isOfStore(_ before: ArraySlice<Unicode.Scalar>) -> Bool {
        ends(before, with: "s3") && before.dropLast(2).last?.properties.isAlphabetic != true
    }

    private static func ends(_ text: ArraySlice<Unicode.Scalar>, with word: String) -> Bool {
        var end = String.UnicodeScalarView()
        end.append(contentsOf: text.suffix(word.unicodeScalars.count))
        return String(end).lowercased() == word
    }

    private static func isInWord(_ before: Unicode.Scalar?, _ after: Unicode.Scalar?) -> Bool {
        guard let before, let after else { return false }
        return !before.properties.isWhitespace && !after.properties.isWhitespace
    }
}

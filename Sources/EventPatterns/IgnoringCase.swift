/// The text of an `equals-ignore-case`: each character matches its upper-case or lower-case form.
///
/// As in event-ruler the pattern's characters are turned, never the event's: "straße" matches
/// "STRASSE", not the reverse. Forms are those of the character alone. Characters beyond U+FFFF
/// match themselves.
///
/// No form begins or ends with the other one of its character, as `IgnoringCaseTests` prove for all
/// of Unicode. So there is never a choice, and matching goes once over the text.
struct IgnoringCase: Hashable, Sendable {
    /// For every character of the text its forms in UTF-8.
    let characters: [Forms]

    struct Forms: Hashable, Sendable {
        let lower: [UInt8]
        let upper: [UInt8]

        init(_ scalar: Unicode.Scalar) {
            let isTurned = scalar.value <= 0xFFFF
            let itself = String(scalar)
            lower = Array((isTurned ? scalar.properties.lowercaseMapping : itself).utf8)
            upper = Array((isTurned ? scalar.properties.uppercaseMapping : itself).utf8)
        }
    }

    init(_ text: String) { characters = text.unicodeScalars.map(Forms.init) }

    func matches(_ text: Span<UInt8>) -> Bool { end(in: text) == text.count }

    func isPrefix(of text: Span<UInt8>) -> Bool { end(in: text) != nil }

    func isSuffix(of text: Span<UInt8>) -> Bool {
        var end = text.count
        for forms in characters.reversed() {
            let before = text.extracting(first: end)
            if before.hasSuffix(forms.lower.span) {
                end -= forms.lower.count
            } else if before.hasSuffix(forms.upper.span) {
                end -= forms.upper.count
            } else {
                return false
            }
        }
        return true
    }

    /// The length of the beginning of `text` that all characters match.
    private func end(in text: Span<UInt8>) -> Int? {
        var end = 0
        for forms in characters {
            let rest = text.extracting(droppingFirst: end)
            if rest.hasPrefix(forms.lower.span) {
                end += forms.lower.count
            } else if rest.hasPrefix(forms.upper.span) {
                end += forms.upper.count
            } else {
                return nil
            }
        }
        return end
    }
}

/// The text of an `equals-ignore-case`: each character matches its upper-case or lower-case form.
///
/// As in event-ruler the pattern's characters are turned, never the event's: "straße" matches
/// "STRASSE", not the reverse. Characters beyond U+FFFF match themselves.
struct IgnoringCase: Hashable, Sendable {
    private let characters: [[[Unicode.Scalar]]]

    init(_ text: String) {
        characters = text.unicodeScalars.map { scalar in
            guard scalar.value <= 0xFFFF else { return [[scalar]] }
            let lower = Array(scalar.properties.lowercaseMapping.unicodeScalars)
            let upper = Array(scalar.properties.uppercaseMapping.unicodeScalars)
            return lower == upper ? [lower] : [lower, upper]
        }
    }

    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        // Where the next character may start; forms may differ in length.
        var starts: Set<Int> = [0]
        for forms in characters {
            var next: Set<Int> = []
            for start in starts {
                for form in forms where scalars[start...].starts(with: form) {
                    next.insert(start + form.count)
                }
            }
            if next.isEmpty { return false }
            starts = next
        }
        return starts.contains(scalars.count)
    }
}

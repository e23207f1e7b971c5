/// What an `anything-but` refuses. Values of another type than its own it takes.
enum Exclusion: Hashable, Sendable {
    case texts(TextSet)
    case numbers(Set<Double>)
    case ignoringCase([IgnoringCase])
    case prefixes([ExactText])
    case suffixes([ExactText])
    case wildcards([Wildcard])

    func refuses(_ value: Scalar) -> Bool {
        switch (self, value) {
        case (.numbers(let numbers), .number(let number)): numbers.contains(number)
        case (_, .string(let string)): refuses(text: string.text.utf8Span.span)
        default: false
        }
    }

    func refuses(text: Span<UInt8>) -> Bool {
        switch self {
        case .texts(let texts): return texts.contains(text)
        case .numbers: return false
        case .ignoringCase(let list):
            for one in list where one.matches(text) { return true }
        case .prefixes(let list):
            for prefix in list where text.hasPrefix(prefix.text.utf8Span.span) { return true }
        case .suffixes(let list):
            for suffix in list where text.hasSuffix(suffix.text.utf8Span.span) { return true }
        case .wildcards(let list):
            for one in list where one.matches(text) { return true }
        }
        return false
    }
}

/// A set of texts that is asked about bytes, without making a string of them.
struct TextSet: Hashable, Sendable {
    /// In the order of their UTF-8, each once.
    let sorted: [ExactText]

    init(_ texts: [String]) {
        sorted = Set(texts.map(ExactText.init)).sorted {
            $0.text.utf8.lexicographicallyPrecedes($1.text.utf8)
        }
    }

    func contains(_ text: Span<UInt8>) -> Bool {
        var range = sorted.indices
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            let order = sorted[middle].text.utf8Span.span.compare(to: text)
            if order == 0 { return true }
            range = order < 0 ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }
}

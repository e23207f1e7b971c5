/// Whether `phrase` stands in `line` as words of its own: `unsafe` is not in `unsafeFlags`.
///
/// Only an end of the phrase that is itself a letter, digit or underscore needs a border there.
func contains(_ line: String, phrase: String) -> Bool {
    let text = Array(line.utf8)
    let wanted = Array(phrase.utf8)
    guard let first = wanted.first, let last = wanted.last, text.count >= wanted.count else {
        return false
    }
    return (0...(text.count - wanted.count)).contains { start in
        let end = start + wanted.count
        return text[start] == first && text[start..<end].elementsEqual(wanted)
            && !(isWordByte(first) && start > 0 && isWordByte(text[start - 1]))
            && !(isWordByte(last) && end < text.count && isWordByte(text[end]))
    }
}

/// The line cut at everything that is neither a word nor part of an attribute.
func words(of line: String) -> [String] {
    line.split { !isWordCharacter($0) && $0 != "@" }.map(String.init)
}

private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
    default: byte >= 0x80
    }
}

private func isWordCharacter(_ character: Character) -> Bool {
    character == "_" || character.isLetter || character.isNumber
}

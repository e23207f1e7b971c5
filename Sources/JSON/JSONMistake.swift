/// What is wrong with a text and where, small enough to be thrown at no cost; `JSONError` has the
/// words for it.
struct JSONMistake: Error {
    enum Kind {
        case empty, tooLarge, tooDeep, invalidUTF8, unexpectedEnd, trailingText
        case noValue, noKey, noColon, noSeparator, noWord
        case invalidNumber, invalidEscape, invalidHexDigits, loneSurrogate, controlCharacter
        case duplicateKey
    }

    let kind: Kind
    let offset: Int

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

extension JSONError {
    init(_ mistake: JSONMistake, in bytes: [UInt8], limits: JSONLimits) {
        let (code, message) = Self.words(mistake.kind, limits)
        let before = bytes[..<min(mistake.offset, bytes.count)]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        self.init(
            code: code, message: message, offset: mistake.offset,
            line: before.count { $0 == 0x0A } + 1, column: mistake.offset - lineStart + 1)
    }

    private static func words(
        _ kind: JSONMistake.Kind, _ limits: JSONLimits
    ) -> (code: Code, message: String) {
        switch kind {
        case .empty: (.empty, "there is no JSON value")
        case .tooLarge: (.tooLarge, "the text is longer than \(limits.bytesMax) bytes")
        case .tooDeep:
            (.tooDeep, "arrays and objects are nested deeper than \(limits.depthMax)")
        case .invalidUTF8: (.invalidUTF8, "the text is not UTF-8")
        case .unexpectedEnd: (.unexpectedEnd, "the text ends in the middle of a value")
        case .trailingText: (.trailingText, "text follows the JSON value")
        case .noValue: (.unexpectedByte, "a JSON value should stand here")
        case .noKey: (.unexpectedByte, "a key in double quotes should stand here")
        case .noColon: (.unexpectedByte, "a colon should follow the key")
        case .noSeparator: (.unexpectedByte, "a comma or a closing bracket should stand here")
        case .noWord: (.unexpectedByte, "only true, false and null are words of JSON")
        case .invalidNumber: (.invalidNumber, "this is not a JSON number")
        case .invalidEscape: (.invalidEscape, "this escape is not one of JSON")
        case .invalidHexDigits:
            (.invalidEscape, "four hexadecimal digits should follow \\u")
        case .loneSurrogate: (.loneSurrogate, "half a surrogate pair is not a character")
        case .controlCharacter:
            (.controlCharacter, "a control character must be escaped in a string")
        case .duplicateKey: (.duplicateKey, "a key stands twice in one object")
        }
    }
}

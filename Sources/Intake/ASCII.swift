extension UInt8 {
    var isASCIIDigit: Bool { self &- UInt8(ascii: "0") < 10 }
    var isASCIILowercase: Bool { self &- UInt8(ascii: "a") < 26 }
    var isASCIIUppercase: Bool { self &- UInt8(ascii: "A") < 26 }
    var isASCIILetterOrDigit: Bool { isASCIIDigit || isASCIILowercase || isASCIIUppercase }
    var isLowercaseHexDigit: Bool { isASCIIDigit || self &- UInt8(ascii: "a") < 6 }
}

extension String {
    /// Whether the text has no line end nor any other ASCII control character.
    var isSingleLine: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
}

extension [UInt8] {
    /// Where `part`, which is not empty, first stands at or behind `start`.
    func firstRange(ofBytes part: [UInt8], from start: Int = 0) -> Range<Int>? {
        guard count >= part.count, start <= count - part.count else { return nil }
        for position in start...(count - part.count) where self[position] == part[0] {
            let range = position..<(position + part.count)
            if self[range].elementsEqual(part) { return range }
        }
        return nil
    }
}

extension String {
    /// The text with each `part`, which is not empty, replaced. It compares bytes: `replacing`
    /// compares characters and passes over a secret with an accent behind it.
    func replacingBytes(of part: String, with replacement: String) -> String {
        let bytes = Array(utf8)
        let part = Array(part.utf8)
        var result: [UInt8] = []
        var position = 0
        while let range = bytes.firstRange(ofBytes: part, from: position) {
            result += bytes[position..<range.lowerBound] + replacement.utf8
            position = range.upperBound
        }
        return String(decoding: result + bytes[position...], as: UTF8.self)
    }
}

/// JSON writes characters beyond U+FFFF as two escapes (`\ud83d\ude00`), which YAML does not know.
/// In a JSON file such a pair becomes the one escape YAML has for it (`\U0001f600`) before libyaml
/// sees it, so that what a JSON serializer wrote can be read.
///
/// A file counts as JSON if it starts with `{` or `[`; elsewhere libyaml refuses the pair.
struct SurrogateEscapes {
    /// The text with every pair replaced.
    private(set) var bytes: [UInt8] = []
    /// For each line with pairs (from 0), the columns (from 0) at which their replacements end.
    private var columns: [Int: [Int]] = [:]

    /// A pair has 12 characters, its replacement 10.
    private static let pairLength = 12
    private static let charactersSaved = 2

    init(replacingIn source: [UInt8]) {
        guard let start = source.first(where: { !Self.isSpace($0) }),
            start == UInt8(ascii: "{") || start == UInt8(ascii: "["),
            source.contains(UInt8(ascii: "\\"))
        else {
            bytes = source
            return
        }
        bytes.reserveCapacity(source.count)
        replacePairs(in: source)
    }

    /// The column in the file of a column in `bytes`, both from 0.
    func originalColumn(line: Int, column: Int) -> Int {
        let before = (columns[line] ?? []).count { $0 <= column }
        return column + before * Self.charactersSaved
    }

    /// The place in the file of a byte of `bytes`.
    func position(ofByte offset: Int) -> YAMLPosition {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") }
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let characters = before[lineStart...].count { $0 & 0xC0 != 0x80 }
        return YAMLPosition(
            line: line + 1, column: originalColumn(line: line, column: characters) + 1)
    }

    private mutating func replacePairs(in source: [UInt8]) {
        var line = 0
        var column = 0
        var quote: UInt8?
        var previous = UInt8(ascii: " ")
        var index = 0
        while index < source.count {
            let byte = source[index]
            if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "\\") {
                let length = copyEscape(source[index...])
                column += length.written
                if length.read == Self.pairLength { columns[line, default: []].append(column) }
                index += length.read
                continue
            }
            bytes.append(byte)
            index += 1
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 0
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
            if quote == byte {
                quote = nil
            } else if quote == nil, Self.opensQuote(byte, after: previous) {
                quote = byte
            }
            if !Self.isSpace(byte) { previous = byte }
        }
    }

    /// Copies the escape at the start of `rest`, or the replacement of a pair of them.
    private mutating func copyEscape(_ rest: ArraySlice<UInt8>) -> (read: Int, written: Int) {
        if let scalar = Self.pair(rest) {
            let digits = String(scalar, radix: 16)
            let padding = String(repeating: "0", count: 8 - digits.utf8.count)
            bytes.append(contentsOf: ("\\U" + padding + digits).utf8)
            return (Self.pairLength, Self.pairLength - Self.charactersSaved)
        }
        // An escaped line break is left to the caller, who counts lines.
        let takesNext = rest.dropFirst().first.map { $0 >= 0x20 && $0 < 0x80 } ?? false
        bytes.append(contentsOf: rest.prefix(takesNext ? 2 : 1))
        return takesNext ? (2, 2) : (1, 1)
    }

    /// The scalar that `\uD83D\uDE00` at the start of `rest` stands for.
    private static func pair(_ rest: ArraySlice<UInt8>) -> UInt32? {
        guard rest.count >= pairLength,
            let high = codeUnit(rest.prefix(6)),
            let low = codeUnit(rest.dropFirst(6).prefix(6)),
            0xD800...0xDBFF ~= high, 0xDC00...0xDFFF ~= low
        else { return nil }
        return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    }

    private static func codeUnit(_ escape: ArraySlice<UInt8>) -> UInt32? {
        guard escape.starts(with: "\\u".utf8) else { return nil }
        var value: UInt32 = 0
        for digit in escape.dropFirst(2) {
            let character = Character(Unicode.Scalar(digit))
            guard let nibble = character.hexDigitValue else { return nil }
            value = value << 4 | UInt32(nibble)
        }
        return value
    }

    /// Inside `{}` and `[]` a quoted scalar starts only where a value can.
    private static func opensQuote(_ byte: UInt8, after previous: UInt8) -> Bool {
        (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"))
            && "{[,:".utf8.contains(previous)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        " \t\r\n".utf8.contains(byte)
    }
}

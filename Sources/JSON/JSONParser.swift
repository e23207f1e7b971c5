extension JSONValue {
    /// Reads one JSON text, strictly (RFC 8259): UTF-8 is checked, half a surrogate pair is
    /// refused, nothing may follow. Whether a key may stand twice in an object, the limits say.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        self = try JSONDocument(parsing: bytes, limits: limits).value
    }

    /// The same for text.
    package init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}

/// A reader by recursive descent; its recursion is bounded by `JSONLimits.depthMax`.
///
/// It goes over the bytes once, with bounds checked by `Span`. Where a byte is wanted and the text
/// has ended, `byte(_:)` gives 0, which is wrong everywhere.
struct JSONParser {
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0
    /// Texts of strings with escapes, one after the other.
    private(set) var unescaped: [UInt8] = []
    /// Where `unescaped` will stand: behind the text.
    private var unescapedStart = 0

    init(_ limits: JSONLimits) { self.limits = limits }

    mutating func entries(of bytes: [UInt8]) throws(JSONMistake) -> [JSONEntry] {
        unescapedStart = bytes.count
        // Every entry has a byte of its own. A text that is broken off, such as [[[[, has no more.
        let entriesMax = bytes.count
        return try Array(capacity: entriesMax) { (entries: inout OutputSpan) throws(JSONMistake) in
            try parse(bytes.span, &entries)
        }
    }

    private mutating func parse(
        _ bytes: Span<UInt8>, _ entries: inout OutputSpan<JSONEntry>
    ) throws(JSONMistake) {
        skipSpace(bytes)
        guard position < bytes.count else { throw JSONMistake(.empty, at: position) }
        try parseValue(bytes, &entries)
        skipSpace(bytes)
        guard position == bytes.count else { throw JSONMistake(.trailingText, at: position) }
    }

    private mutating func parseValue(
        _ bytes: Span<UInt8>, _ entries: inout OutputSpan<JSONEntry>
    ) throws(JSONMistake) {
        switch byte(bytes) {
        case UInt8(ascii: "\""): entries.append(try string(bytes, .string))
        case UInt8(ascii: "{"): try parseObject(bytes, &entries)
        case UInt8(ascii: "["): try parseArray(bytes, &entries)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            entries.append(try number(bytes))
        case UInt8(ascii: "t"): entries.append(try word("true", .yes, bytes))
        case UInt8(ascii: "f"): entries.append(try word("false", .no, bytes))
        case UInt8(ascii: "n"): entries.append(try word("null", .null, bytes))
        default: throw unexpected(.noValue, bytes)
        }
    }

    private mutating func parseObject(
        _ bytes: Span<UInt8>, _ entries: inout OutputSpan<JSONEntry>
    ) throws(JSONMistake) {
        let index = entries.count
        var count = 0
        var keys = KeyFilter()
        entries.append(JSONEntry(.object))
        try enter(bytes)
        if byte(bytes) == UInt8(ascii: "}") {
            position += 1
        } else {
            repeat {
                guard byte(bytes) == UInt8(ascii: "\"") else { throw unexpected(.noKey, bytes) }
                var key = try string(bytes, .key)
                key.hash = hash(of: key, bytes)
                keys.add(key.hash)
                entries.append(key)
                skipSpace(bytes)
                guard byte(bytes) == UInt8(ascii: ":") else { throw unexpected(.noColon, bytes) }
                position += 1
                skipSpace(bytes)
                try parseValue(bytes, &entries)
                count += 1
            } while try takeSeparator(UInt8(ascii: "}"), bytes)
        }
        depth -= 1
        entries[index] = JSONEntry(.object, start: count, length: entries.count)
        if keys.mayRepeat, limits.duplicateKeys == .refused {
            try checkKeys(of: index, bytes, entries)
        }
    }

    private mutating func parseArray(
        _ bytes: Span<UInt8>, _ entries: inout OutputSpan<JSONEntry>
    ) throws(JSONMistake) {
        let index = entries.count
        var count = 0
        entries.append(JSONEntry(.array))
        try enter(bytes)
        if byte(bytes) == UInt8(ascii: "]") {
            position += 1
        } else {
            repeat {
                try parseValue(bytes, &entries)
                count += 1
            } while try takeSeparator(UInt8(ascii: "]"), bytes)
        }
        depth -= 1
        entries[index] = JSONEntry(.array, start: count, length: entries.count)
    }

    /// Takes the opening bracket.
    private mutating func enter(_ bytes: Span<UInt8>) throws(JSONMistake) {
        guard depth < limits.depthMax else { throw JSONMistake(.tooDeep, at: position) }
        depth += 1
        position += 1
        skipSpace(bytes)
    }

    /// Takes what follows an element: true for a comma, false for the closing bracket.
    @inline(__always)
    private mutating func takeSeparator(
        _ bracket: UInt8, _ bytes: Span<UInt8>
    ) throws(JSONMistake) -> Bool {
        skipSpace(bytes)
        let found = byte(bytes)
        guard found == UInt8(ascii: ",") || found == bracket else {
            throw unexpected(.noSeparator, bytes)
        }
        position += 1
        guard found != bracket else { return false }
        skipSpace(bytes)
        return true
    }

    private mutating func word(
        _ word: StaticString, _ kind: JSONEntry.Kind, _ bytes: Span<UInt8>
    ) throws(JSONMistake) -> JSONEntry {
        for wanted in word.description.utf8 {
            guard byte(bytes) == wanted else { throw unexpected(.noWord, bytes) }
            position += 1
        }
        return JSONEntry(kind)
    }

    /// RFC 8259 section 6.
    private mutating func number(_ bytes: Span<UInt8>) throws(JSONMistake) -> JSONEntry {
        let start = position
        if byte(bytes) == UInt8(ascii: "-") { position += 1 }
        let whole = position
        try digits(bytes, start)
        guard bytes[whole] != UInt8(ascii: "0") || position == whole + 1 else {
            throw JSONMistake(.invalidNumber, at: start)
        }
        if byte(bytes) == UInt8(ascii: ".") {
            position += 1
            try digits(bytes, start)
        }
        if byte(bytes) | 0x20 == UInt8(ascii: "e") {
            position += 1
            if byte(bytes) == UInt8(ascii: "+") || byte(bytes) == UInt8(ascii: "-") {
                position += 1
            }
            try digits(bytes, start)
        }
        return JSONEntry(.number, start: start, length: position - start)
    }

    /// At least one.
    @inline(__always)
    private mutating func digits(_ bytes: Span<UInt8>, _ start: Int) throws(JSONMistake) {
        let first = position
        while byte(bytes) &- UInt8(ascii: "0") < 10 { position &+= 1 }
        guard position > first else { throw JSONMistake(.invalidNumber, at: start) }
    }

    /// The byte at the position; 0 at the end.
    @inline(__always)
    private func byte(_ bytes: Span<UInt8>) -> UInt8 {
        position < bytes.count ? bytes[position] : 0
    }

    @inline(__always)
    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
            else { return }
            position &+= 1
        }
    }

    private func unexpected(_ kind: JSONMistake.Kind, _ bytes: Span<UInt8>) -> JSONMistake {
        JSONMistake(position < bytes.count ? kind : .unexpectedEnd, at: position)
    }
}

// MARK: Strings

extension JSONParser {
    /// Reads a string or a key whose opening quote stands at `position`.
    @inline(__always)
    private mutating func string(
        _ bytes: Span<UInt8>, _ kind: JSONEntry.Kind
    ) throws(JSONMistake) -> JSONEntry {
        position += 1
        let start = position
        position = bytes.plainEnd(from: start)
        if byte(bytes) == UInt8(ascii: "\"") {
            position += 1
            return JSONEntry(kind, start: start, length: position - 1 - start)
        }
        return try escapedString(bytes, kind, from: start)
    }

    /// The slower way, for a string with escapes: pieces of plain text and escapes in turn.
    private mutating func escapedString(
        _ bytes: Span<UInt8>, _ kind: JSONEntry.Kind, from start: Int
    ) throws(JSONMistake) -> JSONEntry {
        let resolvedStart = unescaped.count
        var pieceStart = start
        while true {
            for index in pieceStart..<position { unescaped.append(bytes[index]) }
            switch byte(bytes) {
            case UInt8(ascii: "\""):
                position += 1
                return JSONEntry(
                    kind, start: unescapedStart + resolvedStart,
                    length: unescaped.count - resolvedStart)
            case UInt8(ascii: "\\"):
                unescaped.append(contentsOf: UTF8.encode(try escape(bytes)) ?? .init())
            default: throw unexpected(.controlCharacter, bytes)
            }
            pieceStart = position
            position = bytes.plainEnd(from: position)
        }
    }

    private mutating func escape(_ bytes: Span<UInt8>) throws(JSONMistake) -> Unicode.Scalar {
        let start = position
        position += 1
        let letter = byte(bytes)
        guard position < bytes.count else { throw unexpected(.invalidEscape, bytes) }
        position += 1
        switch letter {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(bytes, from: start)
        default: throw JSONMistake(.invalidEscape, at: start)
        }
    }

    private mutating func unicodeEscape(
        _ bytes: Span<UInt8>, from start: Int
    ) throws(JSONMistake) -> Unicode.Scalar {
        let first = try hexDigits(bytes, from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, byte(bytes) == UInt8(ascii: "\\") else {
            throw JSONMistake(.loneSurrogate, at: start)
        }
        position += 1
        guard byte(bytes) == UInt8(ascii: "u") else { throw JSONMistake(.loneSurrogate, at: start) }
        position += 1
        let second = try hexDigits(bytes, from: start)
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw JSONMistake(.loneSurrogate, at: start) }
        return scalar
    }

    private mutating func hexDigits(
        _ bytes: Span<UInt8>, from start: Int
    ) throws(JSONMistake) -> UInt32 {
        guard position + 4 <= bytes.count else {
            throw JSONMistake(.unexpectedEnd, at: bytes.count)
        }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = bytes[position].hexDigitValue else {
                throw JSONMistake(.invalidHexDigits, at: start)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}

// MARK: Keys

/// Tells at little cost whether a key may stand twice in an object.
private struct KeyFilter {
    private var seen = SIMD4<UInt64>()
    private(set) var mayRepeat = false

    @inline(__always)
    mutating func add(_ hash: UInt32) {
        let bit: UInt64 = 1 << UInt64(hash & 63)
        let lane = Int(hash >> 6 & 3)
        mayRepeat = mayRepeat || seen[lane] & bit != 0
        seen[lane] |= bit
    }
}

extension JSONParser {
    @inline(__always)
    private func hash(of key: JSONEntry, _ bytes: Span<UInt8>) -> UInt32 {
        guard Int(key.start) >= unescapedStart else {
            return JSONHash.hash(bytes.extracting(key.text))
        }
        return JSONHash.hash(unescaped.span.extracting(resolvedText(of: key)))
    }

    /// Where in `unescaped` the key's text stands.
    private func resolvedText(of key: JSONEntry) -> Range<Int> {
        let start = Int(key.start) - unescapedStart
        return start..<start + Int(key.length)
    }

    /// Sorted, equal keys stand side by side, whatever hashes a stranger has found.
    private func checkKeys(
        of object: Int, _ bytes: Span<UInt8>, _ entries: borrowing OutputSpan<JSONEntry>
    ) throws(JSONMistake) {
        var keys: [JSONEntry] = []
        var index = object + 1
        while index < entries.count {
            keys.append(entries[index])
            let value = entries[index + 1]
            let isContainer = value.kind == .array || value.kind == .object
            index = isContainer ? Int(value.length) : index + 2
        }
        keys.sort { compare($0, $1, bytes) < 0 }
        for (left, right) in zip(keys, keys.dropFirst()) where compare(left, right, bytes) == 0 {
            let later = max(left.start, right.start)
            // The place of a key with escapes is not known any more.
            let isPlain = Int(later) < unescapedStart
            throw JSONMistake(.duplicateKey, at: isPlain ? Int(later) - 1 : position - 1)
        }
    }

    /// Below 0 where the left key comes first in some order, 0 for equal keys.
    private func compare(_ left: JSONEntry, _ right: JSONEntry, _ bytes: Span<UInt8>) -> Int {
        if left.hash != right.hash { return left.hash < right.hash ? -1 : 1 }
        if left.length != right.length { return left.length < right.length ? -1 : 1 }
        for offset in 0..<Int(left.length) {
            let difference =
                Int(byte(offset, of: left, bytes)) - Int(byte(offset, of: right, bytes))
            if difference != 0 { return difference }
        }
        return 0
    }

    private func byte(_ offset: Int, of key: JSONEntry, _ bytes: Span<UInt8>) -> UInt8 {
        let index = Int(key.start) + offset
        return index < unescapedStart ? bytes[index] : unescaped[index - unescapedStart]
    }
}

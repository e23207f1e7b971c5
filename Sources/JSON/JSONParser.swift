extension JSONValue {
    /// Reads one JSON text, strictly (RFC 8259): UTF-8 is checked, a key may stand once in an
    /// object, half a surrogate pair is refused, nothing may follow.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        var parser = JSONParser(bytes, limits: limits)
        self = try parser.parse()
    }

    /// The same for text.
    package init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}

/// A reader by recursive descent; its recursion is bounded by `JSONLimits.depthMax`.
struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func parse() throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytesMax else {
            throw error(.tooLarge, "the text is longer than \(limits.bytesMax) bytes", at: 0)
        }
        skipSpace()
        guard position < bytes.count else { throw error(.empty, "there is no JSON value") }
        let value = try parseValue()
        skipSpace()
        guard position == bytes.count else {
            throw error(.trailingText, "text follows the JSON value")
        }
        return value
    }

    private mutating func parseValue() throws(JSONError) -> JSONValue {
        guard position < bytes.count else { throw unexpectedEnd() }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        default: throw error(.unexpectedByte, "a JSON value should stand here")
        }
    }

    private mutating func parseObject() throws(JSONError) -> JSONValue {
        try enter()
        var object = JSONObject()
        if try takeClosing(UInt8(ascii: "}")) { return .object(object) }
        while true {
            guard position < bytes.count else { throw unexpectedEnd() }
            guard bytes[position] == UInt8(ascii: "\"") else {
                throw error(.unexpectedByte, "a key in double quotes should stand here")
            }
            let keyPosition = position
            let key = try parseString()
            skipSpace()
            try take(UInt8(ascii: ":"), "a colon should follow the key")
            skipSpace()
            guard object.insert(key, try parseValue()) else {
                throw error(.duplicateKey, "a key stands twice in one object", at: keyPosition)
            }
            if try takeSeparator(UInt8(ascii: "}")) { return .object(object) }
        }
    }

    private mutating func parseArray() throws(JSONError) -> JSONValue {
        try enter()
        var elements: [JSONValue] = []
        if try takeClosing(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try parseValue())
            if try takeSeparator(UInt8(ascii: "]")) { return .array(elements) }
        }
    }

    private mutating func enter() throws(JSONError) {
        guard depth < limits.depthMax else {
            throw error(.tooDeep, "arrays and objects are nested deeper than \(limits.depthMax)")
        }
        depth += 1
        position += 1
        skipSpace()
    }

    /// Takes the closing bracket of an empty array or object, when it is there.
    private mutating func takeClosing(_ bracket: UInt8) throws(JSONError) -> Bool {
        guard position < bytes.count else { throw unexpectedEnd() }
        guard bytes[position] == bracket else { return false }
        position += 1
        depth -= 1
        return true
    }

    /// Takes what follows an element: true for the closing bracket, false for a comma.
    private mutating func takeSeparator(_ bracket: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        if try takeClosing(bracket) { return true }
        try take(UInt8(ascii: ","), "a comma or a closing bracket should stand here")
        skipSpace()
        return false
    }

    private mutating func take(_ byte: UInt8, _ message: String) throws(JSONError) {
        guard position < bytes.count else { throw unexpectedEnd() }
        guard bytes[position] == byte else { throw error(.unexpectedByte, message) }
        position += 1
    }

    private mutating func parseWord(
        _ word: String, _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        for byte in word.utf8 {
            try take(byte, "only true, false and null are words of JSON")
        }
        return value
    }

    private mutating func parseNumber() throws(JSONError) -> JSONValue {
        let start = position
        var scanner = NumberScanner()
        while position < bytes.count, scanner.take(bytes[position]) { position += 1 }
        guard scanner.isComplete else {
            throw error(.invalidNumber, "this is not a JSON number", at: start)
        }
        return .number(JSONNumber(scanned: try text(start..<position)))
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }
}

// MARK: Strings

extension JSONParser {
    /// Reads a string whose opening quote stands at `position`.
    private mutating func parseString() throws(JSONError) -> String {
        position += 1
        let start = position
        skipPlainText()
        guard position < bytes.count else { throw unexpectedEnd() }
        if bytes[position] == UInt8(ascii: "\"") {
            position += 1
            return try text(start..<position - 1)
        }
        return try parseEscapedString(from: start)
    }

    /// The slower way, for a string with escapes: pieces of plain text and escapes in turn.
    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var result = Array(bytes[start..<position])
        while true {
            guard position < bytes.count else { throw unexpectedEnd() }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return try text(result, at: start)
            case UInt8(ascii: "\\"):
                result.append(contentsOf: UTF8.encode(try parseEscape()) ?? .init())
            case 0..<0x20:
                throw error(.controlCharacter, "a control character must be escaped in a string")
            default:
                let pieceStart = position
                skipPlainText()
                result += bytes[pieceStart..<position]
            }
        }
    }

    /// Moves to the next quote, backslash or control character.
    private mutating func skipPlainText() {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return }
            position += 1
        }
    }

    private mutating func parseEscape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        guard position + 1 < bytes.count else { throw unexpectedEnd() }
        position += 2
        switch bytes[position - 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try parseUnicodeEscape(from: start)
        default: throw error(.invalidEscape, "this escape is not one of JSON", at: start)
        }
    }

    private mutating func parseUnicodeEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try parseHexDigits(from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw loneSurrogate(at: start) }
        position += 2
        let second = try parseHexDigits(from: start)
        guard (0xDC00..<0xE000).contains(second) else { throw loneSurrogate(at: start) }
        let combined = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        guard let scalar = Unicode.Scalar(combined) else { throw loneSurrogate(at: start) }
        return scalar
    }

    private mutating func parseHexDigits(from start: Int) throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw unexpectedEnd() }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error(.invalidEscape, "four hexadecimal digits should follow \\u", at: start)
            }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }

    private func text(_ range: Range<Int>) throws(JSONError) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes.span.extracting(range)))
        } catch {
            throw self.error(.invalidUTF8, "the text is not UTF-8", at: range.lowerBound)
        }
    }

    /// The text of a string with its escapes resolved, which began at `start`.
    private func text(_ resolved: [UInt8], at start: Int) throws(JSONError) -> String {
        do {
            return String(copying: try UTF8Span(validating: resolved.span))
        } catch {
            throw self.error(.invalidUTF8, "the text is not UTF-8", at: start)
        }
    }
}

// MARK: Errors

extension JSONParser {
    private func loneSurrogate(at offset: Int) -> JSONError {
        error(.loneSurrogate, "half a surrogate pair is not a character", at: offset)
    }

    private func unexpectedEnd() -> JSONError {
        error(.unexpectedEnd, "the text ends in the middle of a value", at: bytes.count)
    }

    private func error(_ code: JSONError.Code, _ message: String, at offset: Int? = nil)
        -> JSONError
    {
        let offset = offset ?? position
        let before = bytes[..<min(offset, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return JSONError(
            code: code, message: message, offset: offset, line: line,
            column: offset - lineStart + 1)
    }
}

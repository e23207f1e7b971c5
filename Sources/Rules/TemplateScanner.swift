/// Finds the `{{ … }}` parts of a string in one pass over its bytes. Of JMESPath's grammar only
/// quotes and braces count here: an expression may hold `}}` itself, in a string or at the end of
/// nested braces (`{{ {a: {b: c}} }}`).
struct TemplateScanner {
    private let text: String
    private var position: String.Index

    enum Piece: Hashable {
        case text(Substring)
        /// What stands between the braces.
        case expression(Substring)
    }

    init(_ text: String) {
        // Bytes of a bridged or lazily built string are not to be had in constant time.
        var text = text
        text.makeContiguousUTF8()
        self.text = text
        position = text.startIndex
    }

    /// The next piece; nil at the end. Text pieces are never empty.
    mutating func next() throws(TemplateError) -> Piece? {
        guard position < text.endIndex else { return nil }
        let rest = text[position...]
        guard let opening = Self.firstPair(UInt8(ascii: "{"), in: rest) else {
            position = text.endIndex
            return .text(rest)
        }
        guard opening == position else {
            defer { position = opening }
            return .text(text[position..<opening])
        }
        let start = text.utf8.index(opening, offsetBy: 2)
        let body = text[start...]
        // Where quotes or braces do not close, the compiler can tell best what is wrong with the
        // part up to the first closing pair.
        guard let closing = Self.closing(of: body) ?? Self.firstPair(UInt8(ascii: "}"), in: body)
        else {
            throw TemplateError(
                message: "a template is opened with {{ and never closed",
                offset: text[..<opening].count, hint: "close it with }}")
        }
        position = text.utf8.index(closing, offsetBy: 2)
        return .expression(text[start..<closing])
    }

    /// The first `}}` outside of quotes that closes no brace of the expression's own.
    private static func closing(of body: Substring) -> String.Index? {
        let bytes = body.utf8
        var quote: UInt8?
        var depth = 0
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            let next = bytes.index(after: index)
            switch byte {
            case UInt8(ascii: "\\") where quote != nil:
                // A backslash protects what comes after it, also a quote.
                guard next < bytes.endIndex else { return nil }
                index = bytes.index(after: next)
                continue
            case _ where byte == quote: quote = nil
            case _ where quote != nil: break
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): quote = byte
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}") where depth > 0: depth -= 1
            case UInt8(ascii: "}") where next < bytes.endIndex && bytes[next] == byte: return index
            default: break
            }
            index = next
        }
        return nil
    }

    private static func firstPair(_ byte: UInt8, in text: Substring) -> String.Index? {
        var index = text.utf8.startIndex
        while let found = text.utf8[index...].firstIndex(of: byte) {
            index = text.utf8.index(after: found)
            if index < text.utf8.endIndex, text.utf8[index] == byte { return found }
        }
        return nil
    }
}

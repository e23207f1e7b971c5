/// Swift text split into two views of the same length, so that a word in a string is not code.
///
/// What a view leaves out is blank in it; line breaks are in both, so line numbers agree.
/// This is a lexer for house rules, not for Swift: it knows comments (nested ones too), string
/// literals (raw, multi-line, with interpolation, whose inside is code) and regex literals.
struct SourceMask {
    private(set) var code: [UInt8]
    private(set) var comments: [UInt8]
    private let source: [UInt8]
    private var index = 0

    init(_ text: String) {
        source = Array(text.utf8)
        let blank = source.map { $0 == .newline ? UInt8.newline : UInt8.space }
        code = blank
        comments = blank
        scanCode(insideInterpolation: false)
    }

    private func byte(_ offset: Int = 0) -> UInt8? {
        let position = index + offset
        return position >= 0 && position < source.count ? source[position] : nil
    }

    private func hasPrefix(_ prefix: String) -> Bool {
        source[index...].starts(with: prefix.utf8)
    }

    private mutating func keepCode(_ count: Int = 1) {
        for _ in 0..<count where index < source.count {
            code[index] = source[index]
            index += 1
        }
    }

    private mutating func scanCode(insideInterpolation: Bool) {
        var depth = 0
        while let current = byte() {
            if hasPrefix("//") {
                scanLineComment()
            } else if hasPrefix("/*") {
                scanBlockComment()
            } else if let hashes = hashesBefore(.quote) {
                scanString(hashes: hashes)
            } else if let hashes = hashesBefore(.slash), hashes > 0 || startsRegex {
                scanRegex(hashes: hashes)
            } else {
                if current == .openParenthesis { depth += 1 }
                if current == .closeParenthesis { depth -= 1 }
                keepCode()
                if insideInterpolation && depth < 0 { return }
            }
        }
    }

    /// How many `#` stand here in front of `opener`; nil when no literal begins here.
    private func hashesBefore(_ opener: UInt8) -> Int? {
        var hashes = 0
        while byte(hashes) == .hash { hashes += 1 }
        return byte(hashes) == opener ? hashes : nil
    }

    private mutating func scanLineComment() {
        while let current = byte(), current != .newline {
            comments[index] = current
            index += 1
        }
    }

    private mutating func scanBlockComment() {
        var depth = 0
        repeat {
            let step = hasPrefix("/*") || hasPrefix("*/") ? 2 : 1
            if hasPrefix("/*") { depth += 1 }
            if hasPrefix("*/") { depth -= 1 }
            for _ in 0..<step {
                comments[index] = source[index]
                index += 1
            }
        } while depth > 0 && index < source.count
    }

    /// Leaves the literal blank, but its quotes stay, so that `f("x")` is still a call with one.
    private mutating func scanString(hashes: Int) {
        let pound = String(repeating: "#", count: hashes)
        keepCode(hashes)
        let quotes = hasPrefix("\"\"\"") ? 3 : 1
        let end = String(repeating: "\"", count: quotes) + pound
        keepCode(quotes)
        while let current = byte() {
            if hasPrefix(end) {
                keepCode(quotes + hashes)
                return
            }
            if hasPrefix("\\" + pound + "(") {
                index += 1 + hashes
                keepCode()
                scanCode(insideInterpolation: true)
            } else if hasPrefix("\\" + pound) {
                index += hashes + 2
            } else if current == .newline && quotes == 1 {
                return
            } else {
                index += 1
            }
        }
    }

    private mutating func scanRegex(hashes: Int) {
        let end = "/" + String(repeating: "#", count: hashes)
        keepCode(hashes + 1)
        while let current = byte() {
            if hasPrefix(end) {
                keepCode(hashes + 1)
                return
            }
            if current == .newline && hashes == 0 { return }
            index += current == .backslash ? 2 : 1
        }
    }

    /// A bare `/` opens a regex where a value may begin and another `/` follows on the line.
    private var startsRegex: Bool {
        guard byte() == .slash, let next = byte(1), !" \n\t)".utf8.contains(next) else {
            return false
        }
        let before = code[..<index].last { $0 != .space }
        guard before.map({ "(,=:[{;!&|\n".utf8.contains($0) }) ?? true else { return false }
        return source[(index + 1)...].prefix { $0 != .newline }.contains(.slash)
    }
}

extension UInt8 {
    fileprivate static let newline = UInt8(ascii: "\n")
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let hash = UInt8(ascii: "#")
    fileprivate static let slash = UInt8(ascii: "/")
    fileprivate static let backslash = UInt8(ascii: "\\")
    fileprivate static let openParenthesis = UInt8(ascii: "(")
    fileprivate static let closeParenthesis = UInt8(ascii: ")")
}

import JSON

struct Token: Sendable {
    enum Kind: Sendable, Hashable {
        case identifier(String)
        case quotedIdentifier(String)
        case literal(JSONValue)
        case number(Int)
        case dot, star, comma, colon, current, reference
        case leftBracket, rightBracket, filter, flatten
        case leftBrace, rightBrace, leftParenthesis, rightParenthesis
        case pipe, or, and, not
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        case end
    }

    let kind: Kind
    /// In characters from 0.
    let offset: Int
    /// As written.
    let text: String
}

/// Cuts an expression into tokens (<https://jmespath.org/specification.html#grammar>).
struct Lexer {
    private let characters: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) {
        characters = Array(text.unicodeScalars)
    }

    /// All tokens, with `.end` as the last one.
    mutating func tokens() throws(JMESPathError) -> [Token] {
        var tokens: [Token] = []
        while true {
            while let next = peek(), " \t\n\r".unicodeScalars.contains(next) { position += 1 }
            let start = position
            let kind = try self.kind()
            tokens.append(Token(kind: kind, offset: start, text: text(from: start)))
            if kind == .end { return tokens }
        }
    }

    private mutating func kind() throws(JMESPathError) -> Token.Kind {
        guard let first = take() else { return .end }
        switch first {
        case "A"..."Z", "a"..."z", "_": return identifier()
        case "-", "0"..."9": return try number(first)
        case "\"": return try quotedIdentifier()
        case "'": return try rawString()
        case "`": return try literal()
        case ".": return .dot
        case "*": return .star
        case ",": return .comma
        case ":": return .colon
        case "@": return .current
        case "{": return .leftBrace
        case "}": return .rightBrace
        case "(": return .leftParenthesis
        case ")": return .rightParenthesis
        case "]": return .rightBracket
        case "[": return take("?") ? .filter : take("]") ? .flatten : .leftBracket
        case "|": return take("|") ? .or : .pipe
        case "&": return take("&") ? .and : .reference
        case "!": return take("=") ? .notEqual : .not
        case "<": return take("=") ? .lessOrEqual : .less
        case ">": return take("=") ? .greaterOrEqual : .greater
        case "=" where take("="): return .equal
        case "=":
            throw error("'=' is no operator; compare with '=='", at: position - 1)
        default:
            throw error("'\(first)' has no meaning here", at: position - 1)
        }
    }

    private mutating func identifier() -> Token.Kind {
        let start = position - 1
        while let next = peek(), next == "_" || isLetter(next) || isDigit(next) { position += 1 }
        return .identifier(text(from: start))
    }

    private mutating func number(_ first: Unicode.Scalar) throws(JMESPathError) -> Token.Kind {
        let start = position - 1
        while let next = peek(), isDigit(next) { position += 1 }
        let digits = text(from: start)
        guard let number = Int(digits) else {
            let isMinus = digits == "-"
            throw error(isMinus ? "'-' needs a number" : "\(digits) is too large", at: start)
        }
        return .number(number)
    }

    private mutating func quotedIdentifier() throws(JMESPathError) -> Token.Kind {
        let start = position - 1
        _ = try skip(to: "\"", from: start)
        guard case .string(let name)? = try? JSONValue(parsing: text(from: start)) else {
            throw error("a name in double quotes must be a JSON string", at: start)
        }
        return .quotedIdentifier(name)
    }

    /// `'…'`: only `\'` is an escape.
    private mutating func rawString() throws(JMESPathError) -> Token.Kind {
        let start = position - 1
        let content = try skip(to: "'", from: start)
        return .literal(.string(unescape("'", in: content)))
    }

    /// `` `…` ``: JSON, in which a backtick is written as `` \` ``.
    private mutating func literal() throws(JMESPathError) -> Token.Kind {
        let start = position - 1
        let content = unescape("`", in: try skip(to: "`", from: start))
        do {
            return .literal(try JSONValue(parsing: content))
        } catch {
            throw self.error(
                "the literal is not JSON (\(error.message)); write a text as 'text'", at: start)
        }
    }

    /// Moves behind the next delimiter; a backslash protects the character after it.
    private mutating func skip(
        to delimiter: Unicode.Scalar, from start: Int
    ) throws(JMESPathError) -> ArraySlice<Unicode.Scalar> {
        while let next = take() {
            if next == delimiter { return characters[start + 1..<position - 1] }
            if next == "\\" { position += 1 }
        }
        position = characters.count
        throw error("a closing \(delimiter) is missing", at: start)
    }

    private func unescape(
        _ delimiter: Unicode.Scalar, in content: ArraySlice<Unicode.Scalar>
    ) -> String {
        var result = String.UnicodeScalarView()
        for character in content {
            if character == delimiter { result.removeLast() }
            result.append(character)
        }
        return String(result)
    }

    private func peek() -> Unicode.Scalar? {
        position < characters.count ? characters[position] : nil
    }

    private mutating func take() -> Unicode.Scalar? {
        guard let next = peek() else { return nil }
        position += 1
        return next
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek() == character else { return false }
        position += 1
        return true
    }

    private func text(from start: Int) -> String {
        String(String.UnicodeScalarView(characters[start..<position]))
    }

    private func isDigit(_ character: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(character)
    }

    private func isLetter(_ character: Unicode.Scalar) -> Bool {
        ("A"..."Z").contains(character) || ("a"..."z").contains(character)
    }

    private func error(_ message: String, at offset: Int) -> JMESPathError {
        JMESPathError(.syntax, message, at: offset)
    }
}

import JSON

/// A Pratt parser: every token that continues an expression has a binding power, and an expression
/// goes on as long as the next token binds more tightly than what stands before it.
struct Parser {
    private let tokens: [Token]
    private var position = 0
    private var nesting = 0

    /// A projection (`[*]`, `.*`, `[]`, `[?…]`) ends before a token that binds less than this.
    private static let projectionEnd = 10

    private enum Power {
        static let projection = 20
        static let filter = 21
        static let dot = 40
        static let not = 45
    }

    init(_ text: String) throws(JMESPathError) {
        var lexer = Lexer(text)
        tokens = try lexer.tokens()
    }

    mutating func parse() throws(JMESPathError) -> Node {
        let node = try expression()
        guard current.kind == .end else { throw unexpected("an operator or the end") }
        return node
    }

    private mutating func expression(above power: Int = 0) throws(JMESPathError) -> Node {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= JMESPathLimits.depthMax else { throw tooDeep() }
        var left = try operand()
        while power < bindingPower(of: current.kind) {
            left = try continuation(of: left)
        }
        return left
    }

    private func bindingPower(of kind: Token.Kind) -> Int {
        switch kind {
        case .pipe: 1
        case .or: 2
        case .and: 3
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 5
        case .flatten: 9
        case .filter: Power.filter
        case .dot: Power.dot
        case .leftBracket: 55
        default: 0
        }
    }

    // MARK: What starts an expression

    private mutating func operand() throws(JMESPathError) -> Node {
        let token = current
        switch token.kind {
        case .literal(let value):
            advance()
            return try node(.literal(value))
        case .identifier(let name):
            advance()
            if current.kind == .leftParenthesis { return try call(name, at: token.offset) }
            return try node(.fields([name]))
        case .quotedIdentifier(let name):
            advance()
            guard current.kind != .leftParenthesis else {
                throw JMESPathError(
                    .syntax, "a function's name stands without quotes", at: token.offset)
            }
            return try node(.fields([name]))
        case .current:
            advance()
            return try node(.current)
        case .star:
            advance()
            return try objectProjection(of: node(.current))
        case .not:
            advance()
            return try node(.not(expression(above: Power.not)))
        case .leftParenthesis:
            advance()
            let inner = try expression()
            try take(.rightParenthesis, "')'")
            return inner
        case .leftBrace: return try multiSelectHash()
        case .leftBracket: return try leadingBracket()
        case .filter, .flatten: return try continuation(of: node(.current))
        default: throw unexpected("a value")
        }
    }

    /// `[0]`, `[1:2]` and `[*]` on the current value, or a list of expressions.
    private mutating func leadingBracket() throws(JMESPathError) -> Node {
        switch tokens[position + 1].kind {
        case .number, .colon: return try bracket(after: node(.current))
        case .star where tokens[position + 2].kind == .rightBracket:
            return try bracket(after: node(.current))
        default: return try multiSelectList()
        }
    }

    // MARK: What continues an expression

    private mutating func continuation(of left: Node) throws(JMESPathError) -> Node {
        switch current.kind {
        case .dot:
            advance()
            if current.kind == .star {
                advance()
                return try objectProjection(of: left)
            }
            return try chain(left, afterDot(above: Power.dot))
        case .pipe: return try binary { .chain(left, $0) }
        case .or: return try binary { .or(left, $0) }
        case .and: return try binary { .and(left, $0) }
        case .equal: return try binary { .comparison(.equal, left, $0) }
        case .notEqual: return try binary { .comparison(.notEqual, left, $0) }
        case .less: return try binary { .comparison(.less, left, $0) }
        case .lessOrEqual: return try binary { .comparison(.lessOrEqual, left, $0) }
        case .greater: return try binary { .comparison(.greater, left, $0) }
        case .greaterOrEqual: return try binary { .comparison(.greaterOrEqual, left, $0) }
        case .flatten:
            let power = bindingPower(of: .flatten)
            advance()
            return try node(
                .projection(node(.flatten(left)), projectionRest(above: power)))
        case .filter: return try filter(on: left)
        default: return try bracket(after: left)
        }
    }

    private mutating func binary(
        _ kind: (Node) -> Node.Kind
    ) throws(JMESPathError) -> Node {
        let power = bindingPower(of: current.kind)
        advance()
        return try node(kind(expression(above: power)))
    }

    /// Names that follow each other become one part, which walks them without a stop.
    private func chain(_ left: Node, _ right: Node) throws(JMESPathError) -> Node {
        guard case .fields(let names) = right.kind else { return try node(.chain(left, right)) }
        switch left.kind {
        case .fields(let first): return try node(.fields(first + names))
        case .chain(let first, let middle):
            guard case .fields(let between) = middle.kind else { break }
            return try node(.chain(first, node(.fields(between + names))))
        default: break
        }
        return try node(.chain(left, right))
    }

    private mutating func filter(on left: Node) throws(JMESPathError) -> Node {
        advance()
        let condition = try expression()
        try take(.rightBracket, "']'")
        let rest = try projectionRest(above: Power.filter)
        return try node(.filterProjection(left, condition: condition, rest))
    }

    private mutating func objectProjection(of left: Node) throws(JMESPathError) -> Node {
        try node(.objectProjection(left, projectionRest(above: Power.projection)))
    }

    /// `[0]`, `[1:2]` or `[*]` after an expression.
    private mutating func bracket(after left: Node) throws(JMESPathError) -> Node {
        try take(.leftBracket, "'['")
        switch current.kind {
        case .star:
            advance()
            try take(.rightBracket, "']'")
            return try node(.projection(left, projectionRest(above: Power.projection)))
        case .number(let index) where tokens[position + 1].kind != .colon:
            advance()
            try take(.rightBracket, "']'")
            return try node(.chain(left, node(.index(index))))
        case .number, .colon:
            let sliced = try node(.chain(left, node(.slice(slice()))))
            return try node(.projection(sliced, projectionRest(above: Power.projection)))
        default: throw unexpected("an index, a slice or '*'")
        }
    }

    /// `start:stop:step]`, each number optional.
    private mutating func slice() throws(JMESPathError) -> Node.Slice {
        var parts: [Int?] = [nil]
        while current.kind != .rightBracket {
            if case .number(let number) = current.kind, parts[parts.count - 1] == nil {
                parts[parts.count - 1] = number
            } else if current.kind == .colon, parts.count < 3 {
                parts.append(nil)
            } else {
                throw unexpected("']'")
            }
            advance()
        }
        let step = (parts.count == 3 ? parts[2] : nil) ?? 1
        guard step != 0 else {
            throw JMESPathError(
                .invalidValue, "the step of a slice cannot be 0", at: current.offset)
        }
        advance()
        return Node.Slice(start: parts[0], stop: parts[1], step: step)
    }

    /// What a projection does with each element.
    private mutating func projectionRest(above power: Int) throws(JMESPathError) -> Node {
        if bindingPower(of: current.kind) < Self.projectionEnd { return try node(.current) }
        if current.kind == .dot {
            advance()
            return try afterDot(above: power)
        }
        // `[0].b` of `a[*][0].b`: an expression whose first operand is not written.
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= JMESPathLimits.depthMax else { throw tooDeep() }
        var left = try continuation(of: node(.current))
        while power < bindingPower(of: current.kind) {
            left = try continuation(of: left)
        }
        return left
    }

    private mutating func afterDot(above power: Int) throws(JMESPathError) -> Node {
        switch current.kind {
        case .identifier, .quotedIdentifier, .star: return try expression(above: power)
        case .leftBracket: return try multiSelectList()
        case .leftBrace: return try multiSelectHash()
        default: throw unexpected("a name, '*', '[' or '{' after the dot")
        }
    }

    // MARK: Lists, hashes, calls

    private mutating func multiSelectList() throws(JMESPathError) -> Node {
        try take(.leftBracket, "'['")
        var elements = [try expression()]
        while current.kind == .comma {
            advance()
            elements.append(try expression())
        }
        try take(.rightBracket, "',' or ']'")
        return try node(.list(elements))
    }

    private mutating func multiSelectHash() throws(JMESPathError) -> Node {
        var entries: [Node.Entry] = []
        repeat {
            advance()
            let key: String
            switch current.kind {
            case .identifier(let name), .quotedIdentifier(let name): key = name
            default: throw unexpected("a key")
            }
            advance()
            try take(.colon, "':'")
            entries.append(Node.Entry(key: key, value: try expression()))
        } while current.kind == .comma
        try take(.rightBrace, "',' or '}'")
        return try node(.hash(entries))
    }

    private mutating func call(_ name: String, at offset: Int) throws(JMESPathError) -> Node {
        advance()
        var arguments: [Node.Argument] = []
        if current.kind != .rightParenthesis {
            arguments.append(try argument())
            while current.kind == .comma {
                advance()
                arguments.append(try argument())
            }
        }
        try take(.rightParenthesis, "',' or ')'")
        guard let function = Function(name: name) else {
            throw JMESPathError(.unknownFunction, "there is no function \(name)", at: offset)
        }
        let signature = function.signature
        guard signature.accepts(count: arguments.count) else {
            throw JMESPathError(
                .invalidArity,
                "\(name) takes \(signature.countText), not \(arguments.count)", at: offset)
        }
        return try node(
            .call(
                Node.Call(
                    function: function, arguments: arguments,
                    types: arguments.indices.map(signature.types), offset: offset)))
    }

    private mutating func argument() throws(JMESPathError) -> Node.Argument {
        guard current.kind == .reference else { return .value(try expression()) }
        advance()
        return .reference(try expression())
    }

    // MARK: Tokens and errors

    private var current: Token { tokens[position] }

    private mutating func advance() {
        if position < tokens.count - 1 { position += 1 }
    }

    private mutating func take(
        _ kind: Token.Kind, _ name: String
    ) throws(JMESPathError) {
        guard current.kind == kind else { throw unexpected(name) }
        advance()
    }

    private func node(_ kind: Node.Kind) throws(JMESPathError) -> Node {
        let node = Node(kind: kind)
        guard node.depth <= JMESPathLimits.depthMax else { throw tooDeep() }
        return node
    }

    private func unexpected(_ wanted: String) -> JMESPathError {
        let found = current.kind == .end ? "the end of the expression" : "'\(current.text)'"
        return JMESPathError(.syntax, "expected \(wanted), found \(found)", at: current.offset)
    }

    private func tooDeep() -> JMESPathError {
        JMESPathError(
            .syntax, "the expression is nested more than \(JMESPathLimits.depthMax) deep",
            at: current.offset)
    }
}

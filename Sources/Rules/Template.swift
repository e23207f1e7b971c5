import JMESPath
package import JSON

/// Why a template cannot be used, and where in its text.
package struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    package let message: String
    /// Characters before the mistake in the string that holds the template.
    package let offset: Int
    package let hint: String?

    package var description: String { message }
}

/// A string with `{{ expression }}` parts (design.md section 5), compiled. What an expression
/// yields is never read as a template again, so an event cannot bring its own.
package struct Template: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case text(String)
        case expression(JMESPathExpression)
    }

    private let parts: [Part]

    /// What one template may render to (design.md section 10); longer output is an error.
    package static let outputBytesMax = 64 << 10

    package init(_ text: String) throws(TemplateError) {
        var parts: [Part] = []
        var scanner = TemplateScanner(text)
        while let piece = try scanner.next() {
            switch piece {
            case .text(let text): parts.append(.text(String(text)))
            case .expression(let source):
                parts.append(.expression(try Self.compile(source, in: text)))
            }
        }
        self.parts = parts
    }

    /// Whether there is anything to evaluate.
    package var isConstant: Bool {
        parts.allSatisfy { if case .text = $0 { true } else { false } }
    }

    /// The root-level paths the expressions read, such as `["steps", "snapshot"]`.
    package var fieldPaths: [[String]] {
        parts.flatMap { part -> [[String]] in
            if case .expression(let expression) = part { expression.fieldPaths } else { [] }
        }
    }

    /// The template with every expression that reads a result of one of `steps` written out as
    /// `‹expression›`: nothing is known of it before the step has run.
    ///
    /// - Parameter unresolved: takes those expressions, each once.
    func deferring(_ steps: Set<String>, _ unresolved: inout [String]) -> Template {
        var deferred = parts
        for (index, part) in parts.enumerated() {
            guard case .expression(let expression) = part,
                expression.fieldPaths.contains(where: { Self.reads(steps, $0) })
            else { continue }
            deferred[index] = .text("‹\(expression.text)›")
            if !unresolved.contains(expression.text) { unresolved.append(expression.text) }
        }
        return Template(parts: deferred)
    }

    /// Whether a path leads to one of these steps, or to all of them.
    private static func reads(_ steps: Set<String>, _ path: [String]) -> Bool {
        path.first == "steps" && (path.count == 1 ? !steps.isEmpty : steps.contains(path[1]))
    }

    private init(parts: [Part]) { self.parts = parts }

    /// The value of a lone expression, with its type; otherwise the text with every expression's
    /// value printed in its place: strings bare, the rest as JSON.
    ///
    /// - Parameter isStrict: whether a null inside a text is an error, as it must be where the
    ///   text names something: nobody wants the delivery channel "prod-null".
    package func render(
        _ context: JSONValue, isStrict: Bool = false
    ) throws(TemplateError) -> JSONValue {
        try measured(context, isStrict: isStrict).value
    }

    /// The rendered value and its size in bytes.
    func measured(
        _ context: JSONValue, isStrict: Bool
    ) throws(TemplateError) -> (value: JSONValue, bytes: Int) {
        if parts.count == 1, case .expression(let expression) = parts[0] {
            let value = try Self.evaluate(expression, context)
            return (value, try Self.size(Self.printed(value)))
        }
        var output = ""
        for part in parts {
            switch part {
            case .text(let text): output += text
            case .expression(let expression):
                let value = try Self.evaluate(expression, context)
                guard !isStrict || !value.isNull else {
                    throw Self.failure(of: expression, "there is no value for this text")
                }
                output += Self.printed(value)
            }
            _ = try Self.size(output)
        }
        return (.string(output), output.utf8.count)
    }

    private static func printed(_ value: JSONValue) -> String {
        value.stringValue ?? value.serialized()
    }

    private static func size(_ output: String) throws(TemplateError) -> Int {
        guard output.utf8.count <= outputBytesMax else {
            throw TemplateError(
                message: "the template renders to more than \(outputBytesMax) bytes", offset: 0,
                hint: "select less of the event")
        }
        return output.utf8.count
    }

    private static func evaluate(
        _ expression: JMESPathExpression, _ context: JSONValue
    ) throws(TemplateError) -> JSONValue {
        do {
            return try expression.evaluate(context)
        } catch {
            throw failure(of: expression, error.description)
        }
    }

    private static func failure(of expression: JMESPathExpression, _ why: String) -> TemplateError {
        TemplateError(message: "{{ \(expression.text) }}: \(why)", offset: 0, hint: nil)
    }

    private static func compile(
        _ source: Substring, in text: String
    ) throws(TemplateError) -> JMESPathExpression {
        let isBlank: (Character) -> Bool = { [" ", "\t", "\n", "\r", "\r\n"].contains($0) }
        let head = source.drop(while: isBlank)
        let trimmed = head.dropLast(head.reversed().prefix(while: isBlank).count)
        do {
            return try JMESPathExpression(String(trimmed))
        } catch {
            let place = trimmed.unicodeScalars.index(
                trimmed.startIndex, offsetBy: error.offset ?? 0, limitedBy: trimmed.endIndex)
            throw TemplateError(
                message: "\(error.code.rawValue): \(error.message)",
                offset: text[..<(place ?? trimmed.endIndex)].count,
                hint: trimmed.contains("??")
                    ? "?? is not JMESPath; write {{ a || 'default' }}" : nil)
        }
    }
}

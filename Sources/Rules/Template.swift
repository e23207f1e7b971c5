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

/// A string with `{{ expression }}` parts (design.md section 5), compiled.
package struct Template: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case text(String)
        case expression(JMESPathExpression)
    }

    private let parts: [Part]

    /// What one template may render to (design.md section 10); longer output is an error.
    package static let outputBytesMax = 64 << 10

    /// Closing braces tried for one expression: `{{ {a: {b: c}} }}` has two that are its own.
    private static let closingsMax = 32

    package init(_ text: String) throws(TemplateError) {
        var parts: [Part] = []
        var rest = text[...]
        while let opening = Self.position(of: "{{", in: rest) {
            if opening > rest.startIndex { parts.append(.text(String(rest[..<opening]))) }
            let start = rest.index(opening, offsetBy: 2)
            let (expression, end) = try Self.expression(in: text, from: start)
            parts.append(.expression(expression))
            rest = text[end...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
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

    /// The value of a lone expression, with its type; otherwise the text with every expression's
    /// value printed in its place: strings bare, the rest as JSON.
    package func render(_ context: JSONValue) throws(TemplateError) -> JSONValue {
        if parts.count == 1, case .expression(let expression) = parts[0] {
            let value = try Self.evaluate(expression, context)
            try Self.checkSize(value.stringValue ?? value.serialized())
            return value
        }
        var output = ""
        for part in parts {
            switch part {
            case .text(let text): output += text
            case .expression(let expression):
                let value = try Self.evaluate(expression, context)
                output += value.stringValue ?? value.serialized()
            }
            try Self.checkSize(output)
        }
        return .string(output)
    }

    private static func checkSize(_ output: String) throws(TemplateError) {
        guard output.utf8.count <= outputBytesMax else {
            throw TemplateError(
                message: "the template renders to more than \(outputBytesMax) bytes", offset: 0,
                hint: "select less of the event")
        }
    }

    private static func evaluate(
        _ expression: JMESPathExpression, _ context: JSONValue
    ) throws(TemplateError) -> JSONValue {
        do {
            return try expression.evaluate(context)
        } catch {
            throw TemplateError(
                message: "{{\(expression.text)}}: \(error.description)", offset: 0, hint: nil)
        }
    }

    /// The expression that starts at `start` and the place behind its closing braces. An expression
    /// may hold `}}` itself, in a string or in nested braces, so the shortest one that compiles is
    /// taken.
    private static func expression(
        in text: String, from start: String.Index
    ) throws(TemplateError) -> (JMESPathExpression, String.Index) {
        var firstError: JMESPathError?
        var search = text[start...]
        for _ in 0..<closingsMax {
            guard let closing = position(of: "}}", in: search) else { break }
            do {
                let source = String(text[start..<closing]).trimmed
                return (try JMESPathExpression(source), text.index(closing, offsetBy: 2))
            } catch {
                firstError = firstError ?? error
            }
            search = text[text.index(after: closing)...]
        }
        let offset = text.distance(from: text.startIndex, to: start)
        guard let firstError else {
            throw TemplateError(
                message: "a template is opened with {{ and never closed", offset: offset - 2,
                hint: "close it with }}")
        }
        let isDefault = text[start...].contains("??")
        throw TemplateError(
            message: firstError.description, offset: offset + (firstError.offset ?? 0),
            hint: isDefault ? "?? is not JMESPath; write {{ a || 'default' }}" : nil)
    }

    private static func position(of pair: String, in text: Substring) -> String.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix(pair) { return index }
            index = text.index(after: index)
        }
        return nil
    }
}

extension String {
    /// Without white space at both ends.
    fileprivate var trimmed: String {
        let head = drop(while: \.isWhitespace)
        let tail = head.reversed().prefix(while: \.isWhitespace).count
        return String(head.dropLast(tail))
    }
}

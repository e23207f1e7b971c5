import JSON
package import Lifecycle

/// One parameter of an operation, or one member of a structure, with the constraints of the API
/// reference.
package struct CallParameter: Sendable {
    package let name: String
    /// Whether a rule has to give it.
    package let isRequired: Bool
    package let shape: ValueShape
    /// One sentence for the reference page.
    package let about: String
    /// What rules may write in its place as a mapping, for messages and the reference page; the
    /// definition's `adapt` makes the parameter of it. Nil for nothing.
    package let mapping: String?

    package init(
        _ name: String, _ shape: ValueShape, _ about: String, isRequired: Bool = true,
        mapping: String? = nil
    ) {
        self.name = name
        self.shape = shape
        self.about = about
        self.isRequired = isRequired
        self.mapping = mapping
    }
}

/// What a value of an API may be.
package indirect enum ValueShape: Sendable {
    case string(TextShape)
    case list(of: ValueShape, count: ClosedRange<Int>)
    case structure([CallParameter])

    /// One of these words.
    package static func choice(_ words: String...) -> ValueShape {
        .string(TextShape(words: words))
    }

    /// A text of a certain length in Unicode characters.
    package static func text(_ length: ClosedRange<Int>) -> ValueShape {
        .string(TextShape(length: length))
    }

    /// A text of a certain form, with one that has it.
    package static func text(
        _ pattern: String, such example: String, length: ClosedRange<Int>? = nil
    ) -> ValueShape {
        .string(
            TextShape(length: length, pattern: RegularExpression(pattern), example: example))
    }
}

/// What a string of an API may be.
package struct TextShape: Sendable {
    /// Unicode characters; nil for as many as one likes.
    package var length: ClosedRange<Int>?
    package var pattern: RegularExpression?
    /// A text that the pattern matches, for hints.
    package var example: String?
    /// The only texts there are; empty for any.
    package var words: [String] = []
}

/// Holds values against their shapes. Recursion is as deep as the shape.
struct ShapeCheck {
    /// Strings that are decided only when an event comes.
    let isTemplate: (String) -> Bool
    /// Where a rule has written what stands at a path of the API's input.
    let origin: ([String]) -> [String]

    /// Mistakes of a structure's members: unknown ones, then each parameter's.
    func problems(
        in object: JSONObject, of parameters: [CallParameter], at path: [String], named name: String
    ) -> [InputProblem] {
        let unknown = object.keys.filter { key in !parameters.contains { $0.name == key } }
        let known = "it takes " + parameters.map { "`\($0.name)`" }.joined(separator: ", ")
        return unknown.prefix(Self.problemsMax).map {
            problem(path + [$0], "\(name) has no parameter `\(Self.shown($0))`", hint: known)
        } + parameters.flatMap { self.problems(with: object[$0.name], $0, at: path) }
    }

    private func problems(
        with value: JSONValue?, _ parameter: CallParameter, at path: [String]
    ) -> [InputProblem] {
        let place = path + [parameter.name]
        switch value {
        case nil where parameter.isRequired:
            return [problem(path, "\(label(place)) is missing")]
        case .null where parameter.isRequired:
            return [problem(place, "\(label(place)) is required, but it is null")]
        case nil, .null: return []
        case let value?: return problems(with: value, parameter.shape, parameter.mapping, at: place)
        }
    }

    private func problems(
        with value: JSONValue, _ shape: ValueShape, _ mapping: String? = nil, at path: [String]
    ) -> [InputProblem] {
        if case .string(let text) = value, isTemplate(text) { return [] }
        switch (shape, value) {
        case (.string(let shape), .string(let text)):
            return problem(with: text, shape, at: path).map { [$0] } ?? []
        case (.list(let shape, let count), .array(let elements)):
            guard count.contains(elements.count) else {
                let bounds = Self.words(count, "element")
                return [problem(path, "\(label(path)) must have \(bounds), not \(elements.count)")]
            }
            return elements.enumerated().lazy.flatMap { index, element in
                problems(with: element, shape, at: path + ["\(index)"])
            }.prefix(Self.problemsMax).map { $0 }
        case (.structure(let parameters), .object(let object)):
            return problems(in: object, of: parameters, at: path, named: label(path))
        default:
            let wanted = shape.kindName + (mapping.map { " or \($0)" } ?? "")
            return [problem(path, "\(label(path)) must be \(wanted), not \(value.kindName)")]
        }
    }

    private func problem(
        with text: String, _ shape: TextShape, at path: [String]
    ) -> InputProblem? {
        let count = text.unicodeScalars.count
        if let length = shape.length, !length.contains(count) {
            let bounds = Self.words(length, "character")
            return problem(path, "\(label(path)) must have \(bounds), not \(count)")
        }
        if !shape.words.isEmpty, !shape.words.contains(text) {
            let words = shape.words.map { "`\($0)`" }.joined(separator: " or ")
            let near = shape.words.first { $0.lowercased() == text.lowercased() }
            return problem(
                path, "\(label(path)) must be \(words), not `\(Self.shown(text))`",
                hint: near.map { "did you mean `\($0)`?" })
        }
        if let pattern = shape.pattern, !pattern.matches(text) {
            return problem(
                path, "\(label(path)) must match \(pattern.pattern), not `\(Self.shown(text))`",
                hint: shape.example.map { "it looks like \($0)" })
        }
        return nil
    }

    private func problem(_ path: [String], _ message: String, hint: String? = nil) -> InputProblem {
        InputProblem(origin(path), message, hint: hint)
    }

    // MARK: Words

    /// Mistakes told of one list or mapping.
    static let problemsMax = 20
    /// Characters of a wrong value, or of a wrong name, in a message.
    static let shownCharactersMax = 60

    /// `outputs[0].key`, in backquotes.
    private func label(_ path: [String]) -> String {
        let name = origin(path).map { Int($0) == nil ? ".\(Self.shown($0))" : "[\($0)]" }.joined()
        return "`\(name.dropFirst())`"
    }

    /// `1 to 50 characters`, `at most 50 elements`
    static func words(_ range: ClosedRange<Int>, _ noun: String) -> String {
        range.lowerBound == 0
            ? "at most \(range.upperBound) \(noun)s"
            : "\(range.lowerBound) to \(range.upperBound) \(noun)s"
    }

    private static func shown(_ text: String) -> String {
        let start = String(text.prefix(shownCharactersMax + 1)).onOneLine
        return start.count > shownCharactersMax ? start.prefix(shownCharactersMax) + "…" : start
    }
}

extension ValueShape {
    fileprivate var kindName: String {
        switch self {
        case .string: "a string"
        case .list: "a list"
        case .structure: "a mapping"
        }
    }
}

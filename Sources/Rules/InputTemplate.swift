package import JSON

/// A step's input before rendering: JSON whose strings may hold templates, compiled.
package indirect enum InputTemplate: Sendable, Hashable {
    case constant(JSONValue)
    case template(Template)
    case array([InputTemplate])
    case object([Member])

    /// One key of an object; keys are never templates.
    package struct Member: Sendable, Hashable {
        package let key: String
        package let value: InputTemplate
    }

    /// What all templates of one input may render to together: four times what one may. Without
    /// it a long list of `{{ @ }}` would multiply a large event.
    package static let outputBytesMax = 4 * Template.outputBytesMax

    /// Compiles every string below `json`; the first mistake is thrown.
    package init(_ json: JSONValue) throws(TemplateError) {
        switch json {
        case .string(let text):
            let template = try Template(text)
            self = template.isConstant ? .constant(json) : .template(template)
        case .array(let elements):
            var compiled: [InputTemplate] = []
            for element in elements { compiled.append(try InputTemplate(element)) }
            self = .array(compiled)
        case .object(let object):
            var compiled: [Member] = []
            for member in object.members {
                compiled.append(Member(key: member.key, value: try InputTemplate(member.value)))
            }
            self = .object(compiled)
        case .null, .bool, .number:
            self = .constant(json)
        }
    }

    /// The same with every expression that reads a result of one of `steps` written out.
    func deferring(_ steps: Set<String>, _ unresolved: inout [String]) -> InputTemplate {
        switch self {
        case .constant: return self
        case .template(let template): return .template(template.deferring(steps, &unresolved))
        case .array(let elements):
            return .array(elements.map { $0.deferring(steps, &unresolved) })
        case .object(let members):
            return .object(
                members.map {
                    Member(key: $0.key, value: $0.value.deferring(steps, &unresolved))
                })
        }
    }

    /// The input for one event. A lone expression that yields null gives null: whether that may be
    /// is known to the action.
    ///
    /// - Parameter isStrict: whether a null inside a longer text is an error.
    package func render(
        _ context: JSONValue, isStrict: Bool = false
    ) throws(TemplateError) -> JSONValue {
        var rendering = Rendering(context: context, isStrict: isStrict)
        return try rendering.value(of: self)
    }
}

/// One rendering of an input, which knows how much is left of its limit.
private struct Rendering {
    let context: JSONValue
    let isStrict: Bool
    private var bytesLeft = InputTemplate.outputBytesMax

    init(context: JSONValue, isStrict: Bool) {
        self.context = context
        self.isStrict = isStrict
    }

    mutating func value(of input: InputTemplate) throws(TemplateError) -> JSONValue {
        switch input {
        case .constant(let value): return value
        case .template(let template):
            let (value, bytes) = try template.measured(context, isStrict: isStrict)
            bytesLeft -= bytes
            guard bytesLeft >= 0 else {
                throw TemplateError(
                    message: "the input's templates render to more than "
                        + "\(InputTemplate.outputBytesMax) bytes", offset: 0,
                    hint: "select less of the event")
            }
            return value
        case .array(let elements):
            var rendered: [JSONValue] = []
            for element in elements { rendered.append(try value(of: element)) }
            return .array(rendered)
        case .object(let members):
            var rendered = JSONObject()
            for member in members { rendered[member.key] = try value(of: member) }
            return .object(rendered)
        }
    }

    /// The key tells where in the input a mistake stands.
    private mutating func value(
        of member: InputTemplate.Member
    ) throws(TemplateError) -> JSONValue {
        do {
            return try value(of: member.value)
        } catch {
            throw TemplateError(
                message: "\(member.key): \(error.message)", offset: error.offset, hint: error.hint)
        }
    }
}

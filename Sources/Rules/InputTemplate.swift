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

    /// The input for one event. An expression that yields null gives null: whether that may be is
    /// known to the action.
    package func render(_ context: JSONValue) throws(TemplateError) -> JSONValue {
        switch self {
        case .constant(let value): return value
        case .template(let template): return try template.render(context)
        case .array(let elements):
            var rendered: [JSONValue] = []
            for element in elements { rendered.append(try element.render(context)) }
            return .array(rendered)
        case .object(let members):
            var rendered = JSONObject()
            for member in members { rendered[member.key] = try member.value.render(context) }
            return .object(rendered)
        }
    }
}

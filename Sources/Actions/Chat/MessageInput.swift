package import JSON

/// What a notify step may say of its message; everything is optional (design.md section 5).
package enum MessageInput {
    /// The keys of a notify step that make up its message.
    package static let keys = ["title", "text", "severity", "fields", "link"]

    /// Mistakes in a message. Strings for which `isTemplate` is true are not looked at.
    package static func problems(
        in template: JSONValue, isTemplate: (String) -> Bool = { _ in false }
    ) -> [InputProblem] {
        guard case .object(let object) = template else {
            return [InputProblem([], "a message must be an object, not \(template.kindName)")]
        }
        return object.members.flatMap { member in
            if case .string(let text) = member.value, isTemplate(text) { return [InputProblem]() }
            return problems(with: member.value, of: member.key)
        }
    }

    private static func problems(with value: JSONValue, of key: String) -> [InputProblem] {
        switch (key, value) {
        case ("severity", .string(let text)) where Severity(rawValue: text) == nil:
            let names = Severity.allCases.map(\.rawValue).joined(separator: ", ")
            return [InputProblem([key], "`\(text)` is no severity", hint: "one of \(names)")]
        case ("link", .string(let text)) where Summary.link(text) == nil:
            return [InputProblem([key], "a link must be an http or https URL")]
        case ("fields", .object(let fields)):
            return fields.members.compactMap { field in
                guard field.value.arrayValue != nil || field.value.objectValue != nil else {
                    return nil
                }
                return InputProblem(
                    [key, field.key], "a field's value must be text, not \(field.value.kindName)")
            }
        case ("fields", _):
            return [InputProblem([key], "`fields` must be a mapping of labels to values")]
        case (_, .string): return []
        case (_, _):
            return [InputProblem([key], "`\(key)` must be a string, not \(value.kindName)")]
        }
    }
}

package import JSON

/// The field for which an event does not match a pattern.
package struct PatternMismatch: Sendable, Hashable {
    /// The field's path with dots, as `detail.state`; empty if the event is no object.
    package let path: String
    /// The alternatives, as the pattern writes them.
    package let wanted: String
    /// What the event has there, as JSON.
    package let got: String
}

extension EventPattern {
    /// Values shown of a field that has many.
    private static let shownValuesMax = 5
    /// Length in characters of what is shown of one value.
    private static let shownTextMax = 200

    /// Nil if the event matches. A field that fails on its own comes first, in the order in which
    /// the pattern is written; then one that has what it wants, but not in the array element that
    /// the fields before it need.
    package func firstMismatch(_ event: JSONValue) -> PatternMismatch? {
        guard event.objectValue != nil else {
            return PatternMismatch(path: "", wanted: "an object", got: event.kindName)
        }
        var search = search(in: event)
        if search.run() { return nil }
        let alone = search.hopelessFields.min {
            fields[$0].writtenIndex < fields[$1].writtenIndex
        }
        let number = alone ?? search.furthest
        let field = fields[number]
        let isElsewhere = alone == nil && number > 0
        return PatternMismatch(
            path: field.name, wanted: field.list.serialized(),
            got: Self.text(of: Self.values(at: field.path[...], in: event))
                + (isElsewhere ? ", not in one array element with the rest" : ""))
    }

    private static func text(of values: [JSONValue]) -> String {
        guard !values.isEmpty else { return "nothing" }
        let shown = values.prefix(shownValuesMax).map { value in
            let text = value.serialized()
            return text.count > shownTextMax ? text.prefix(shownTextMax) + "…" : text
        }
        return shown.joined(separator: ", ") + (values.count > shownValuesMax ? ", …" : "")
    }

    /// What stands at a path, arrays unpacked; whole objects too, unlike leaves.
    private static func values(at path: ArraySlice<ExactText>, in value: JSONValue) -> [JSONValue] {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            return elements.flatMap { values(at: path, in: $0) }
        case .object(let object) where !path.isEmpty:
            return object.members.flatMap { member in
                let parts = PathTree.parts(of: member.key)
                return path.starts(with: parts)
                    ? values(at: path.dropFirst(parts.count), in: member.value) : []
            }
        default: return path.isEmpty ? [value] : []
        }
    }
}

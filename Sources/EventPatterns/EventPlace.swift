import JSON

/// What an event has at a path, told to a person.
struct EventPlace {
    /// Values shown of a field that has many.
    private static let shownValuesMax = 5
    /// Length in characters of what is shown of one value.
    private static let shownTextMax = 200
    /// Keys shown of an object.
    private static let shownKeysMax = 5

    private let path: [ExactText]
    private let event: JSONValue
    private let values: [JSONValue]

    init(_ path: [ExactText], in event: JSONValue) {
        self.path = path
        self.event = event
        values = Self.values(at: path[...], in: event)
    }

    /// Some of the values, or "nothing".
    var text: String {
        guard !values.isEmpty else { return "nothing" }
        let shown = values.prefix(Self.shownValuesMax).map { Self.shortened($0.serialized()) }
        return shown.joined(separator: ", ") + (values.count > Self.shownValuesMax ? ", …" : "")
    }

    /// An object's own fields, where a value was wanted, or a key that is spelled nearly alike.
    var hint: String? {
        if values.isEmpty { return nearKey }
        let objects = values.compactMap(\.objectValue)
        guard objects.count == values.count, let keys = objects.first?.keys, !keys.isEmpty else {
            return nil
        }
        let name = Self.name(path)
        let shown = keys.prefix(Self.shownKeysMax).map { "\(name).\(Self.shortened($0))" }
        return "\(name) is an object; a value is at \(shown.joined(separator: ", "))"
            + (keys.count > Self.shownKeysMax ? ", …" : "")
    }

    /// The first part of the path that is not there, with what may have been meant.
    private var nearKey: String? {
        for length in path.indices {
            guard Self.values(at: path.prefix(length + 1), in: event).isEmpty else { continue }
            let parents = Self.values(at: path.prefix(length), in: event)
            let keys = parents.compactMap(\.objectValue).flatMap(\.keys)
            guard let key = Spelling.nearest(to: path[length].text, among: keys) else { return nil }
            return "the event has \(Self.name(path.prefix(length) + [ExactText(key)]))"
        }
        return nil
    }

    private static func name(_ path: some Sequence<ExactText>) -> String {
        path.map(\.text).joined(separator: ".")
    }

    private static func shortened(_ text: String) -> String {
        text.count > shownTextMax ? text.prefix(shownTextMax) + "…" : text
    }

    /// What stands at a path, arrays unpacked; whole objects too, unlike leaves. Recursion is as
    /// deep as the event, which JSON limits to 128.
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

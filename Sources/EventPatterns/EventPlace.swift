import JSON

/// What an event has at a path, told to a person.
struct EventPlace {
    /// Values shown of a field that has many.
    private static let shownValuesMax = 5
    /// Length in characters of what is shown of one value.
    private static let shownTextMax = 200
    /// Unicode scalars of a value that are looked at to cut it: one character may have millions.
    private static let readScalarsMax = 4 * shownTextMax
    /// Keys shown of an object.
    private static let shownKeysMax = 5
    /// Keys of the event that are compared with a missing one.
    private static let comparedKeysMax = 1_000

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

    /// What may have been meant by the first part of the path that is not there.
    private var nearKey: String? {
        for length in path.indices.reversed() {
            let parents = Self.values(at: path.prefix(length), in: event)
            guard !parents.isEmpty else { continue }
            let keys = parents.lazy.compactMap(\.objectValue).flatMap(\.members).map(\.key)
            let wanted = path[length].text
            // A third of the letters; of two or fewer none, but another case.
            guard
                let key = Spelling.nearest(
                    to: wanted, among: keys.prefix(Self.comparedKeysMax),
                    mistakesMax: wanted.count / 3)
            else { return nil }
            let near = path.prefix(length) + [ExactText(Self.shortened(key))]
            return "the event has \(Self.name(near))"
        }
        return nil
    }

    private static func name(_ path: some Sequence<ExactText>) -> String {
        path.map(\.text).joined(separator: ".")
    }

    private static func shortened(_ text: String) -> String {
        let start = String(text.unicodeScalars.prefix(readScalarsMax)).prefix(shownTextMax)
        return start.utf8.count < text.utf8.count ? start + "…" : text
    }

    /// What stands at a path, arrays unpacked; whole objects too, unlike leaves. Recursion is as
    /// deep as the event, which JSON limits to 128.
    private static func values(at path: ArraySlice<ExactText>, in value: JSONValue) -> [JSONValue] {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            return elements.flatMap { values(at: path, in: $0) }
        case .object(let object) where !path.isEmpty:
            return object.members.flatMap { member in
                rest(of: path, behind: member.key).map { values(at: $0, in: member.value) } ?? []
            }
        default: return path.isEmpty ? [value] : []
        }
    }

    /// What is left of a path behind a key, which may hold dots; nil if it leads elsewhere.
    private static func rest(of path: ArraySlice<ExactText>, behind key: String)
        -> ArraySlice<ExactText>?
    {
        // Most keys have no dot, and most lead elsewhere.
        guard key.utf8.contains(UInt8(ascii: ".")) else {
            return path.first == ExactText(key) ? path.dropFirst() : nil
        }
        let parts = PathTree.parts(of: key)
        return path.starts(with: parts) ? path.dropFirst(parts.count) : nil
    }
}

import EventPatterns
import JSON
import YAML

/// Reads the `match` of a rule.
extension Node {
    /// Nil, with every mistake of the pattern reported at its place, when it cannot be compiled.
    func pattern() -> EventPattern? {
        do throws(PatternError) {
            return try EventPattern(yaml.value.json)
        } catch {
            let each = Self.fields(of: yaml.value.json).compactMap(Self.mistake)
            for mistake in each.isEmpty ? [error] : each { report(mistake) }
            return nil
        }
    }

    /// The pattern taken apart into patterns of one field, because compiling stops at the first
    /// mistake and all of them are to be told.
    private static func fields(of json: JSONValue) -> [JSONValue] {
        guard case .object(let object) = json, !object.isEmpty else { return [json] }
        return object.members.flatMap { member in
            fields(of: member.value).map { .object([member.key: $0]) }
        }
    }

    private static func mistake(in field: JSONValue) -> PatternError? {
        do throws(PatternError) {
            _ = try EventPattern(field)
            return nil
        } catch {
            return error
        }
    }

    private func report(_ mistake: PatternError) {
        self.error(mistake.message, hint: mistake.hint, at: place(of: mistake.path))
    }

    /// Where the value stands to which the keys lead, its key if it has one. Inside of lists the
    /// first mapping with the key is taken.
    func place(of path: [String]) -> YAMLPosition {
        var place = position
        var value = yaml.value
        for key in path {
            guard let (position, next) = Self.step(key, in: value) else { return place }
            (place, value) = (position, next)
        }
        return place
    }

    private static func step(_ key: String, in value: YAMLValue) -> (YAMLPosition, YAMLValue)? {
        switch value {
        case .mapping(let members):
            return members.first { $0.key == key }.map { ($0.keyPosition, $0.value.value) }
        case .sequence(let elements):
            if let index = Int(key), elements.indices.contains(index) {
                return (elements[index].position, elements[index].value)
            }
            return elements.lazy.compactMap { step(key, in: $0.value) }.first
        case .null, .bool, .number, .string:
            return nil
        }
    }
}

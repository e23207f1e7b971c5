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
            let each = Self.mistakes(in: yaml.value.json, at: [])
            for mistake in each.isEmpty ? [error] : Array(each.prefix(Self.mistakesMax)) {
                report(mistake)
            }
            return nil
        }
    }

    /// Mistakes told of one pattern.
    private static let mistakesMax = 100

    /// The pattern taken apart into patterns of one field, because compiling stops at the first
    /// mistake and all of them are to be told. Recursion is as deep as the pattern, which YAML
    /// limits to 64.
    private static func mistakes(in json: JSONValue, at path: [String]) -> [PatternError] {
        guard case .object(let object) = json, !object.isEmpty else {
            return mistake(in: json, at: path).map { [$0] } ?? []
        }
        return object.members.flatMap { member -> [PatternError] in
            switch member.value {
            case .object: mistakes(in: member.value, at: path + [member.key])
            case .array(let branches) where member.key == "$or" && branches.count > 1:
                branches.enumerated().flatMap { index, branch in
                    mistakes(in: branch, at: path + ["$or", String(index)])
                }
            default: mistake(in: .object([member.key: member.value]), at: path).map { [$0] } ?? []
            }
        }
    }

    private static func mistake(in pattern: JSONValue, at path: [String]) -> PatternError? {
        do throws(PatternError) {
            _ = try EventPattern(pattern)
            return nil
        } catch {
            return PatternError(
                error.code, error.message, at: path + error.path, hint: error.hint)
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

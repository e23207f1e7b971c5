import Actions
import EventPatterns
import JSON

extension CausedEvent {
    /// What each call brings about.
    static let ofCalls = Dictionary(
        uniqueKeysWithValues: CallDefinition.all.filter { !$0.causes.isEmpty }
            .map { ($0.name, $0.causes) })

    /// Whether a rule with this pattern may fire.
    func mayMatch(_ pattern: JSONValue) -> Bool { mayMatch(pattern, at: []) }

    /// Recursion is as deep as the pattern, which YAML limits to 64.
    private func mayMatch(_ pattern: JSONValue, at path: [String]) -> Bool {
        guard case .object(let object) = pattern else { return false }
        return object.members.allSatisfy { member in
            if member.key == "$or", let branches = member.value.arrayValue {
                return branches.contains { mayMatch($0, at: path) }
            }
            let keys = member.key.split(separator: ".", omittingEmptySubsequences: false)
            let path = path + keys.map(String.init)
            if isUnknown(path) { return true }
            guard let list = member.value.arrayValue else {
                return mayMatch(member.value, at: path)
            }
            let field = try? EventPattern([path.joined(separator: "."): .array(list)])
            return field?.matches(known) ?? false
        }
    }

    private func isUnknown(_ path: [String]) -> Bool {
        path.indices.contains { unknown.contains(path[...$0].joined(separator: ".")) }
    }
}

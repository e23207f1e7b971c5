import EventPatterns
import Events
import Rules
import YAML

/// Reads rule files, one after another.
struct RuleFileReader {
    /// design.md section 10.
    static let rulesMax = 10_000

    private let names: KnownNames
    /// Where each rule's name stands first, as `file:line`.
    private var places: [String: String] = [:]
    private(set) var rules: [Rule] = []
    private(set) var tests: [RuleTest] = []

    init(_ names: KnownNames) { self.names = names }

    mutating func read(_ node: Node) {
        guard let table = Table(node, .ruleFile) else { return }
        let members = table["rules"]?.namedMembers("rule") ?? []
        for (name, keyPosition, value) in members {
            let place = "\(node.file.path):\(keyPosition.line)"
            if let first = places[name] {
                value.error(
                    "there are two rules `\(name)`", hint: "the first is at \(first)",
                    at: keyPosition)
            } else {
                places[name] = place
            }
            guard places.count <= Self.rulesMax else {
                value.error("there are more than \(Self.rulesMax) rules", at: keyPosition)
                return
            }
            if let rule = rule(name, value) { rules.append(rule) }
        }
        for element in table["tests"]?.elements() ?? [] {
            if let test = RuleTestReader(ruleNames: members.map(\.name)).test(element) {
                tests.append(test)
            }
        }
    }

    private func rule(_ name: String, _ node: Node) -> Rule? {
        guard let table = Table(node, .rule) else { return nil }
        let description = table["description"]?.string()
        let pattern = table.required("match")?.pattern()
        var reader = StepReader(names)
        let steps = table.required("steps").map { reader.steps($0) }
        var failureReader = StepReader(
            names, onFailureOf: table["steps"].map(StepReader.ids) ?? [])
        let onFailure = table["onFailure"].map { failureReader.steps($0) }
        guard let pattern, let steps else { return nil }
        warnOfLoop(table, pattern: pattern, steps: steps + (onFailure ?? []))
        return Rule(
            name: name, description: description, pattern: pattern, steps: steps,
            onFailure: onFailure ?? [])
    }

    private func warnOfLoop(_ table: Table, pattern: EventPattern, steps: [Step]) {
        guard let match = table["match"],
            let own = SelfCause.message(pattern: match.yaml.value.json, steps: steps)
        else { return }
        match.warning(
            "this rule may cause itself: its call is followed by \(own), which it matches",
            hint: "match another messageType", at: table.keyPosition("match"))
    }
}

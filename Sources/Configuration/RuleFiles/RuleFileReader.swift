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
    private let shape: EventShape
    private var loops = Loops()
    private(set) var rules: [Rule] = []
    private(set) var tests: [RuleTest] = []

    init(_ names: KnownNames) {
        self.names = names
        shape = EventShape(sources: names.sources)
    }

    /// Tells what only shows when all files have been read.
    func finish() { loops.report() }

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
        let tested = TestedRules(members.map { ($0.name, $0.value) })
        for element in table["tests"]?.elements() ?? [] {
            if let test = RuleTestReader(rules: tested).test(element) { tests.append(test) }
        }
    }

    private mutating func rule(_ name: String, _ node: Node) -> Rule? {
        guard let table = Table(node, .rule) else { return nil }
        let description = table["description"]?.string()
        let match = table["match"]
        if let match { NeverMatches(shape).report(match) }
        let pattern = match?.pattern()
        var reader = StepReader(names, fields: shape.templateFields)
        let steps = table["steps"].map { reader.steps($0) }
        var failureReader = StepReader(
            names, fields: shape.templateFields,
            onFailureOf: table["steps"].map(StepReader.ids) ?? [])
        let onFailure = table["onFailure"].map { failureReader.steps($0) } ?? []
        guard let match, let pattern, let steps else { return nil }
        loops.add(name, match, place: table.keyPosition("match"), steps: steps + onFailure)
        return Rule(
            name: name, description: description, pattern: pattern, steps: steps,
            onFailure: onFailure)
    }
}

import Actions
import Events
import JSON
import YAML

/// Reads the entries of `tests:`.
struct RuleTestReader {
    let rules: TestedRules

    func test(_ node: Node) -> RuleTest? {
        guard let table = Table(node, .test) else { return nil }
        let name = table["name"]?.name()
        let event = table["event"].flatMap(TestEvent.event)
        let expected = table["expect"].flatMap(expectations)
        let results = table["results"].map { self.results($0, expected ?? []) }
        let failure = table["failure"].flatMap { node in
            Table(node, .failure).flatMap { _ in node.yaml.value.json.objectValue }
        }
        guard let name, let event, let expected, let place = table.keyPosition("expect") else {
            return nil
        }
        return RuleTest(
            name: name, event: event, results: results ?? [:], failure: failure,
            expected: expected, fileRules: rules.set,
            place: RuleTest.Place(file: node.file.path, position: place))
    }

    private func results(_ node: Node, _ expected: [RuleTest.Expectation]) -> JSONObject {
        let ids = expected.flatMap { rules.stepIDs[$0.rule] ?? [] }
        var results = JSONObject()
        for member in node.members() ?? [] {
            if !ids.contains(member.key) {
                node.error(
                    "no rule that this test expects has a step `\(member.key)`",
                    hint: node.session.hint(for: member.key, among: ids), at: member.keyPosition)
            } else if node.with(member.value).members() != nil {
                results[member.key] = member.value.value.json
            }
        }
        return results
    }

    // MARK: Expectations

    private func expectations(_ node: Node) -> [RuleTest.Expectation]? {
        node.members()?.compactMap { member in
            guard rules.set.contains(member.key) else {
                node.error(
                    "this file has no rule `\(member.key)`",
                    hint: node.session.hint(for: member.key, among: rules.names),
                    at: member.keyPosition)
                return nil
            }
            let place = RuleTest.Place(file: node.file.path, position: member.keyPosition)
            return expectation(member.key, node.with(member.value), place)
        }
    }

    private func expectation(
        _ rule: String, _ node: Node, _ place: RuleTest.Place
    ) -> RuleTest.Expectation? {
        guard case .mapping = node.yaml.value else {
            guard let steps = Self.steps(node) else { return nil }
            return RuleTest.Expectation(rule: rule, steps: steps, onFailure: nil, place: place)
        }
        guard let table = Table(node, .expectedRule) else { return nil }
        return RuleTest.Expectation(
            rule: rule, steps: table["steps"].flatMap(Self.steps),
            onFailure: table["onFailure"].flatMap(Self.steps), place: place)
    }

    private static func steps(_ node: Node) -> [ExpectedStep]? {
        node.elements()?.compactMap { element in
            let place = RuleTest.Place(file: element.file.path, position: element.position)
            guard case .mapping = element.yaml.value else {
                return element.string().map {
                    ExpectedStep(label: $0, rendered: nil, place: place)
                }
            }
            return step(element, place)
        }
    }

    private static func step(_ node: Node, _ place: RuleTest.Place) -> ExpectedStep? {
        guard let section = node.action(call: .expectedCall, notify: .expectedNotify),
            let table = Table(node, section)
        else { return nil }
        let isCall = section == .expectedCall
        guard let name = table[isCall ? "call" : "notify"]?.string() else { return nil }
        let action = isCall ? StepAction.call(name) : .notify(name)
        let rendered = (isCall ? ["with"] : MessageInput.keys).compactMap { key in
            table[key].map { JSONMember(key: key, value: $0.yaml.value.json) }
        }
        return ExpectedStep(label: action.label, rendered: rendered, place: place)
    }
}

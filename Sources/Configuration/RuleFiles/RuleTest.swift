package import Events
import JSON
import YAML

/// One entry of `tests:`, ready to run.
package struct RuleTest: Sendable {
    package let name: String
    package let event: Event
    /// What steps have given, by id, for templates.
    let results: JSONObject
    /// What `failure` is in `onFailure`.
    let failure: JSONObject?
    let expected: [Expectation]
    /// The rules of the test's file: each that fires must be expected.
    let fileRules: Set<String>
    let place: Place

    /// What one rule must do.
    struct Expectation: Sendable {
        let rule: String
        /// None for a rule that must not fire; nil where the test does not say.
        let steps: [ExpectedStep]?
        let onFailure: [ExpectedStep]?
        let place: Place
    }

    /// Where a difference is told.
    struct Place: Sendable {
        let file: String
        let position: YAMLPosition
    }
}

/// One step that a rule must do.
struct ExpectedStep: Sendable {
    /// `call config:DeliverConfigSnapshot`, `notify ops`.
    let label: String
    /// What must be rendered, by key; nil where the test does not say.
    let rendered: [JSONMember]?
    let place: RuleTest.Place
}

/// The rules of one file as its tests see them.
struct TestedRules {
    let names: [String]
    let set: Set<String>
    /// By rule, of its steps.
    let stepIDs: [String: [String]]

    init(_ rules: [(name: String, node: Node)]) {
        names = rules.map(\.name)
        set = Set(names)
        let ids = rules.map { ($0.name, Self.ids($0.node)) }
        stepIDs = Dictionary(ids) { first, _ in first }
    }

    private static func ids(_ rule: Node) -> [String] {
        guard case .mapping(let members) = rule.yaml.value else { return [] }
        return members.filter { ["steps", "onFailure"].contains($0.key) }
            .flatMap { StepReader.ids(rule.with($0.value)) }
    }
}

import EventPatterns
import Events
import JSON
import Rules

/// The rules in use, in the order of their files.
struct RuleList: Sendable {
    let json: JSONValue

    init(_ rules: [Rule]) {
        json = ["rules": .array(rules.map(Self.entry))]
    }

    private static func entry(_ rule: Rule) -> JSONValue {
        var entry: JSONObject = ["name": .string(rule.name)]
        entry["description"] = rule.description.map(JSONValue.string)
        entry["match"] = rule.pattern.json
        entry["steps"] = labels(rule.plan.steps)
        entry["onFailure"] = labels(rule.plan.onFailure)
        return .object(entry)
    }

    private static func labels(_ steps: [Step]) -> JSONValue {
        .array(steps.map { .string($0.action.label) })
    }
}

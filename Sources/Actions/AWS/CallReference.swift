import JSON
import Lifecycle

/// The reference page of the calls, made from their definitions.
package enum CallReference {
    /// As `examples/calls.md` has it.
    package static func markdown(_ calls: [CallDefinition] = CallDefinition.all) -> String {
        """
        # Calls

        Made by `hookferry check --calls` from what the program itself goes by. A rule names a call
        by its IAM action and gives the parameters in `with`; strings may hold `{{ … }}`, and an
        optional parameter whose template yields null is left out. `hookferry policy` prints the
        permissions that the loaded rules need, narrower where a rule names what it touches.

        """ + calls.map(section).joined()
    }

    private static func section(_ call: CallDefinition) -> String {
        let facts = [
            "- **Region**: \(region(call.region))",
            "- **Permission**: \(permission(call.permission))",
            "- **Rate**: \(rate(call.rate))",
            "- **Again**: \(repetition(call.repetition))",
            "- **Follow**: \(call.follow == nil ? "no" : "`follow: 30m` waits for the end")",
        ]
        let retirement = call.retirement.map { ["**\($0.message).**"] } ?? []
        let paragraphs =
            ["\n## \(call.name)"] + retirement + ["\(call.summary) [API reference](\(call.page))"]
            + [table(call.parameters), facts.joined(separator: "\n")] + call.notes
        return paragraphs.joined(separator: "\n\n") + "\n"
    }

    // MARK: Parameters

    private static func table(_ parameters: [CallParameter]) -> String {
        let head = "| Parameter | | Value | |\n|---|---|---|---|"
        return ([head] + rows(parameters, prefix: "")).joined(separator: "\n")
    }

    private static func rows(_ parameters: [CallParameter], prefix: String) -> [String] {
        parameters.flatMap { parameter in
            let name = prefix + parameter.name
            let form = value(parameter.shape) + (parameter.mapping.map { "; or \($0)" } ?? "")
            let need = parameter.isRequired ? "required" : "optional"
            let row = "| `\(name)` | \(need) | \(form) | \(parameter.about) |"
            return [row] + rows(below: parameter.shape, prefix: name)
        }
    }

    private static func rows(below shape: ValueShape, prefix: String) -> [String] {
        switch shape {
        case .string: []
        case .list(let element, _): rows(below: element, prefix: prefix + "[]")
        case .structure(let parameters): rows(parameters, prefix: prefix + ".")
        }
    }

    private static func value(_ shape: ValueShape) -> String {
        switch shape {
        case .list(_, let count): return "list of \(ShapeCheck.words(count, "element"))"
        case .structure: return "mapping"
        case .string(let text):
            guard text.words.isEmpty else {
                return text.words.map { "`\($0)`" }.joined(separator: ", ")
            }
            // A bar would end the cell.
            let pattern = text.pattern.map { "`\($0.pattern.replacing("|", with: "\\|"))`" }
            let parts = [
                text.length.map { ShapeCheck.words($0, "character") }, pattern,
                text.example.map { "such as `\($0)`" },
            ]
            return parts.compactMap { $0 }.joined(separator: ", ")
        }
    }

    // MARK: Facts

    private static func region(_ rule: CallDefinition.RegionRule) -> String {
        switch rule {
        case .configured: "the step's, else the account's, else `aws.region`"
        case .fixed(let region): "`\(region)`"
        case .ofARN(let parameter): "the step's, else that of `\(parameter)`"
        }
    }

    /// Where nothing is known of the input.
    private static func permission(_ permission: CallPermission) -> String {
        let resources = permission.resources([:]).map { "`\($0)`" }.joined(separator: ", ")
        let condition = permission.condition([:]).map { ", if `\($0.serialized())`" } ?? ""
        return "`\(permission.action)` on \(resources)\(condition)"
    }

    private static func rate(_ rate: CallRate?) -> String {
        guard let rate else { return "no limit of ours; `aws.rates` may set one" }
        let seconds = rate.rate.periodMilliseconds / 1_000
        let period = seconds == 1 ? "s" : "\(seconds)s"
        let shared = rate.quota.map { ", shared by all \($0)" } ?? ""
        let burst = rate.burst == 1 ? "" : ", \(rate.burst) at once after a silence"
        return "`\(rate.rate.count)/\(period)` for an account\(burst)\(shared)"
    }

    private static func repetition(_ repetition: CallDefinition.Repetition) -> String {
        switch repetition {
        case .harmless: "harmless, so that every failure that passes is tried again"
        case .harmlessWithToken(let parameter):
            "harmless: `\(parameter)` is the same for every attempt of a step"
        case .secondEffect:
            "a second effect: what may have happened ends as `uncertain`, unless the step says "
                + "`retry: {uncertain: true}`"
        }
    }
}

import EventPatterns
import JSON
import YAML

/// Holds the alternatives of one field of a pattern against what events have there.
struct AlternativesCheck {
    private let keyPlace: YAMLPosition
    private let field: FieldInEvent
    private let list: [YAMLNode]

    init(_ member: YAMLMember, _ field: FieldInEvent, _ list: [YAMLNode]) {
        keyPlace = member.keyPosition
        self.field = field
        self.list = list
    }

    /// Why an alternative cannot match.
    private struct Problem {
        let reason: String
        var hint: String?
    }

    /// A field of which no alternative is left is told once, where it stands.
    func findings() -> [NeverMatches.Finding] {
        let problems = list.map { (node: $0, problem: problem($0)) }
        if let first = problems.first?.problem, problems.allSatisfy({ $0.problem != nil }) {
            return [finding(keyPlace, .rule, first)]
        }
        return problems.compactMap { node, problem in
            problem.map { finding(node.position, .alternative, $0) }
        } + notes()
    }

    private func finding(
        _ place: YAMLPosition, _ extent: NeverMatches.Finding.Extent, _ problem: Problem
    ) -> NeverMatches.Finding {
        NeverMatches.Finding(
            place: place, extent: extent, reason: problem.reason, hint: problem.hint)
    }

    // MARK: What cannot match

    private func problem(_ alternative: YAMLNode) -> Problem? {
        switch field.value {
        case .anything, .senders: nil
        case .object: objectProblem(alternative)
        case .text, .texts: textProblem(alternative)
        case .word(let words): textProblem(alternative) ?? wordProblem(alternative, words)
        }
    }

    private func objectProblem(_ alternative: YAMLNode) -> Problem? {
        guard PatternOperator(alternative)?.exists != false else { return nil }
        return Problem(
            reason: "`\(field.path)` has keys, no value of its own",
            hint: "match one of its keys")
    }

    private func textProblem(_ alternative: YAMLNode) -> Problem? {
        switch alternative.value {
        case .number(let text):
            return notText("the number \(text)", "put it in quotes: \"\(text)\"")
        case .bool(let flag): return notText("\(flag)", "put it in quotes: \"\(flag)\"")
        case .null:
            return notText(
                "null", field.isAlways ? nil : "ask for its absence with { exists: false }")
        case .mapping:
            switch PatternOperator(alternative) {
            case let found? where found.exists == false && field.isAlways:
                return Problem(reason: "every event has `\(field.path)`")
            case let found? where found.name == "numeric":
                return notText("a number, as `numeric` wants it", nil)
            default: return nil
            }
        case .string, .sequence: return nil
        }
    }

    private func notText(_ what: String, _ hint: String?) -> Problem {
        Problem(reason: "`\(field.path)` is a string, never \(what)", hint: hint)
    }

    private func wordProblem(_ alternative: YAMLNode, _ words: EventShape.Words) -> Problem? {
        switch alternative.value {
        case .string(let text) where !words.known.contains(text):
            return Problem(reason: "`\(text)` is no \(words.noun)", hint: words.hint(for: text))
        case .mapping where PatternOperator(alternative)?.exists == nil:
            let pattern: JSONValue = ["word": [alternative.value.json]]
            guard let compiled = try? EventPattern(pattern),
                !words.known.contains(where: { compiled.matches(["word": .string($0)]) })
            else { return nil }
            return Problem(reason: "no \(words.noun) is like this", hint: words.all)
        default: return nil
        }
    }

    // MARK: What matches otherwise than people think

    private func notes() -> [NeverMatches.Finding] {
        let asked = list.filter { PatternOperator($0)?.exists != nil }
        switch field.value {
        case .object, .senders:
            // An object counts as absent (event-patterns.md: `exists` is about leaves).
            return asked.map { node in
                let isWanted = PatternOperator(node)?.exists == true
                let problem = Problem(
                    reason: "`exists` asks for a single value, and `\(field.path)` has keys: "
                        + "this is \(isWanted ? "never" : "always") so",
                    hint: "ask for one of its keys")
                return finding(node.position, .nothing, problem)
            }
        case .anything, .text, .texts, .word:
            guard let absence = asked.first(where: { PatternOperator($0)?.exists == false }),
                !field.isAlways, asked.count < list.count
            else { return [] }
            let problem = Problem(
                reason: "this is one alternative of several: events without `\(field.path)` match, "
                    + "and events with one of the other values",
                hint: "leave { exists: false } out if it must be there")
            return [finding(absence.position, .nothing, problem)]
        }
    }
}

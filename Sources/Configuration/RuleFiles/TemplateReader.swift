import Rules
import YAML

/// What the templates of one step can refer to.
struct TemplateScope {
    /// Steps that have ended when this one begins.
    var earlierSteps: Set<String> = []
    /// Steps that come later, or this one.
    var laterSteps: Set<String> = []
    var isOnFailure = false
    let fields: [EventShape.Field]
}

extension Node {
    /// Compiles every string in this value and holds what it refers to against the scope.
    func checkTemplates(_ scope: TemplateScope) {
        switch yaml.value {
        case .string(let text): checkTemplate(text, scope)
        case .sequence(let elements):
            for element in elements { with(element).checkTemplates(scope) }
        case .mapping(let members):
            for member in members { with(member.value).checkTemplates(scope) }
        case .null, .bool, .number: break
        }
    }

    /// Whether a string is decided only when an event comes. One that cannot be compiled counts:
    /// its mistake has been told already.
    static func isTemplate(_ text: String) -> Bool {
        (try? Template(text)).map { !$0.isConstant } ?? true
    }

    private func checkTemplate(_ text: String, _ scope: TemplateScope) {
        do throws(TemplateError) {
            for path in try Template(text).fieldPaths { check(path, in: text, scope) }
        } catch {
            self.error(error.message, hint: error.hint, at: place(ofCharacter: error.offset))
        }
    }

    private func check(_ path: [String], in text: String, _ scope: TemplateScope) {
        guard let root = path.first else { return }
        switch root {
        case "steps" where path.count > 1: checkStep(path[1], in: text, scope)
        case "failure" where !scope.isOnFailure:
            error("`failure` is known in `onFailure` only", at: place(of: [root], in: text))
        default: checkField(path, in: text, scope)
        }
    }

    private func checkField(_ path: [String], in text: String, _ scope: TemplateScope) {
        var field = FieldInEvent.whole(scope.fields)
        for (depth, name) in path.enumerated() {
            switch field.child(name) {
            case .field(let child): field = child
            case .absent(let reason, let hint):
                return warning(reason, hint: hint, at: place(of: Array(path[...depth]), in: text))
            }
        }
    }

    private func checkStep(_ id: String, in text: String, _ scope: TemplateScope) {
        if scope.earlierSteps.contains(id) { return }
        let place = place(of: ["steps", id], in: text)
        if scope.laterSteps.contains(id) {
            error("step `\(id)` has no result yet: it does not come before this one", at: place)
        } else {
            let known = scope.earlierSteps
            error(
                "no earlier step has the id `\(id)`",
                hint: session.hint(for: id, among: known)
                    ?? (known.isEmpty ? "name a step with `id: \(id)`" : nil),
                at: place)
        }
    }

    /// Where these keys stand first inside of a template; the start of the text where they are
    /// spelled in another way.
    private func place(of path: [String], in text: String) -> YAMLPosition {
        let parents = path.dropLast().map { "\($0)." }.joined()
        let last = path.last ?? ""
        let found = ["\(parents)\(last)", "\(parents)\"\(last)\""].lazy
            .compactMap { Self.firstPlace(of: $0, in: text) }.first
        return place(
            ofCharacter: found.map { text.distance(from: text.startIndex, to: $0) } ?? 0)
    }

    private static func firstPlace(of part: String, in text: String) -> String.Index? {
        var rest = text[...]
        while let opening = rest.firstRange(of: "{{") {
            rest = rest[opening.upperBound...]
            let end = rest.firstRange(of: "}}")?.lowerBound ?? rest.endIndex
            let whole = rest[..<end].ranges(of: part).first { range in
                // `steps.a` is no part of `steps.ab`, nor of `x.steps.a`.
                let before = rest[..<range.lowerBound].last
                let after = rest[range.upperBound...].first
                return before != "." && !isOfName(before) && !isOfName(after)
            }
            if let whole { return whole.lowerBound }
            rest = rest[end...]
        }
        return nil
    }

    private static func isOfName(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
    }
}

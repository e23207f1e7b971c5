import EventPatterns
import Rules
import YAML

/// What the templates of one step can refer to.
struct TemplateScope {
    /// Steps that have ended when this one begins.
    var earlierSteps: [String] = []
    /// Steps that come later, or this one.
    var laterSteps: [String] = []
    var isOnFailure = false

    /// The keys of an event (design.md section 3), and what rules add to it.
    static let names = [
        "id", "source", "detail-type", "account", "region", "time", "resources", "detail",
        "pipeline", "intake", "steps", "rule", "failure",
    ]
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
            error("`failure` is known in `onFailure` only", at: place(of: root, in: text))
        case _ where !TemplateScope.names.contains(root):
            warning(
                "events have no `\(root)`",
                hint: Spelling.hint(for: root, among: TemplateScope.names),
                at: place(of: root, in: text))
        default: break
        }
    }

    private func checkStep(_ id: String, in text: String, _ scope: TemplateScope) {
        if scope.earlierSteps.contains(id) { return }
        let place = place(of: "steps.\(id)", in: text)
        if scope.laterSteps.contains(id) {
            error("step `\(id)` has no result yet: it does not come before this one", at: place)
        } else {
            let known = scope.earlierSteps
            error(
                "no earlier step has the id `\(id)`",
                hint: Spelling.hint(for: id, among: known)
                    ?? (known.isEmpty ? "name a step with `id: \(id)`" : nil),
                at: place)
        }
    }

    /// The first place of `part` behind an opening `{{`; that of the text without one.
    private func place(of part: String, in text: String) -> YAMLPosition {
        let openings = text.ranges(of: "{{")
        let place = openings.first.flatMap { text[$0.upperBound...].firstRange(of: part) }
        return self.place(
            ofCharacter: place.map { text.distance(from: text.startIndex, to: $0.lowerBound) } ?? 0)
    }
}

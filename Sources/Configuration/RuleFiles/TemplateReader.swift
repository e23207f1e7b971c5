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

    /// What is wrong with a path that an expression reads.
    struct Mistake {
        let severity: Diagnostic.Severity
        /// Up to the one that is wrong.
        let keys: [String]
        let message: String
        var hint: String?
    }

    func mistake(in path: [String], _ session: LoadSession) -> Mistake? {
        switch path.first {
        case "steps" where path.count > 1: stepMistake(path[1], session)
        case "failure" where !isOnFailure:
            Mistake(
                severity: .error, keys: ["failure"],
                message: "`failure` is known in `onFailure` only")
        default: fieldMistake(path)
        }
    }

    private func stepMistake(_ id: String, _ session: LoadSession) -> Mistake? {
        if earlierSteps.contains(id) { return nil }
        guard !laterSteps.contains(id) else {
            return Mistake(
                severity: .error, keys: ["steps", id],
                message: "step `\(id)` has no result yet: it does not come before this one")
        }
        return Mistake(
            severity: .error, keys: ["steps", id], message: "no earlier step has the id `\(id)`",
            hint: earlierSteps.isEmpty
                ? "name a step with `id: \(id)`" : session.hint(for: id, among: earlierSteps))
    }

    /// A warning, because the sender may know better.
    private func fieldMistake(_ path: [String]) -> Mistake? {
        var field = FieldInEvent.whole(fields)
        for (depth, name) in path.enumerated() {
            switch field.child(name) {
            case .field(let child): field = child
            case .absent(let reason, let hint):
                return Mistake(
                    severity: .warning, keys: Array(path[...depth]), message: reason, hint: hint)
            }
        }
        return nil
    }
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
        let brace = UInt8(ascii: "{")
        return zip(text.utf8, text.utf8.dropFirst()).contains { $0 == brace && $1 == brace }
    }

    /// Mistakes told of one string: finding the place of each goes through all of it.
    private static let mistakesMax = 100

    private func checkTemplate(_ text: String, _ scope: TemplateScope) {
        guard Self.isTemplate(text) else { return }
        do throws(TemplateError) {
            var seen: Set<[String]> = []
            let paths = try Template(text).fieldPaths.filter { seen.insert($0).inserted }
            let mistakes = paths.lazy.compactMap { scope.mistake(in: $0, session) }
            for mistake in mistakes.prefix(Self.mistakesMax) {
                session.add(
                    mistake.severity, in: file.path, at: place(of: mistake.keys, in: text),
                    mistake.message, hint: mistake.hint)
            }
        } catch {
            self.error(error.message, hint: error.hint, at: place(ofCharacter: error.offset))
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

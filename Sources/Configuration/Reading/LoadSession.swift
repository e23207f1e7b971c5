import YAML

/// What a load is for.
package enum LoadPurpose: Sendable, Hashable {
    /// To look for mistakes, perhaps on a machine that does not have the secrets.
    case check
    /// To run with it.
    case serve
}

/// What all parts of one load share: its surroundings and the mistakes found so far.
final class LoadSession {
    let environment: [String: String]
    let purpose: LoadPurpose
    private var found: Set<Diagnostic> = []

    init(environment: [String: String], purpose: LoadPurpose) {
        self.environment = environment
        self.purpose = purpose
    }

    /// Sorted by file and place; no two are the same.
    var diagnostics: [Diagnostic] { found.sorted() }

    var hasErrors: Bool { found.contains { $0.severity == .error } }

    func add(
        _ severity: Diagnostic.Severity, in file: String, at position: YAMLPosition,
        _ message: String, hint: String? = nil
    ) {
        // Some modules end their sentences with a full stop; a line of output has none.
        let sentence = message.hasSuffix(".") ? String(message.dropLast()) : message
        found.insert(
            Diagnostic(
                file: file, line: position.line, column: position.column, severity: severity,
                message: sentence, hint: hint))
    }
}

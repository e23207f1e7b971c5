import EventPatterns
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
    private(set) var inputs = LoadInputs()
    private var found: Set<Diagnostic> = []
    private var comparisonsLeft = comparisonsMax

    /// Words compared with misspelled ones in one load. A file in which thousands of names are
    /// wrong needs no guess for each of them among thousands.
    static let comparisonsMax = 100_000

    init(environment: [String: String], purpose: LoadPurpose) {
        self.environment = environment
        self.purpose = purpose
    }

    /// Sorted by file and place; no two are the same.
    var diagnostics: [Diagnostic] { found.sorted() }

    var hasErrors: Bool { found.contains { $0.severity == .error } }

    /// "did you mean `word`?", when one is near.
    func hint(for text: String, among words: some Collection<String>) -> String? {
        guard comparisonsLeft >= words.count else { return nil }
        comparisonsLeft -= words.count
        return Spelling.hint(for: text, among: words)
    }

    /// The whole file, if it is not too large.
    func read(_ path: String, bytesMax: Int) throws(TextFile.Failure) -> [UInt8] {
        // First of all, so that a change while it is read is a change since.
        inputs.note(file: path)
        return try TextFile.read(path, bytesMax: bytesMax)
    }

    /// The paths that match a pattern, in the order of their names.
    func paths(_ pattern: GlobPattern, from directory: String) -> [String] {
        inputs.note(pattern, from: directory)
    }

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

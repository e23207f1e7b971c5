import Configuration
import EventPatterns

/// Why a verb that only reads the configuration did not do what was asked for.
struct VerbFailure: Error {
    let exitCode: Int32
    let message: String

    init(_ exitCode: Int32, _ message: String) {
        self.exitCode = exitCode
        self.message = message
    }

    /// Throws for a name that the configuration does not have.
    ///
    /// - Parameter what: `rule`, `source`, `account`.
    static func check(_ what: String, _ name: String, among known: [String]) throws(VerbFailure) {
        guard !known.contains(name) else { return }
        let hint = Spelling.hint(for: name, among: known).map { "; \($0)" } ?? ""
        throw VerbFailure(
            ExitCode.usage, "there is no \(what) `\(Program.printable(name))`\(hint)")
    }
}

extension Arguments {
    /// The configuration, whose secrets need not be set here. Its mistakes are told in the failure.
    func settings() throws(VerbFailure) -> Settings {
        let loaded = ConfigurationLoader.load(
            path: configurationPath, environment: environment, purpose: .check)
        guard let settings = loaded.settings else {
            let lines = loaded.diagnostics.map { "\n\($0)" }.joined()
            throw VerbFailure(ExitCode.failed, "the configuration has mistakes" + lines)
        }
        return settings
    }
}

import Configuration
import EventPatterns
import HookferryApp
import Journal

/// Why a verb that only reads the configuration did not do what was asked for.
struct VerbFailure: Error {
    let exitCode: Int32
    let message: String

    init(_ exitCode: Int32, _ message: String) {
        self.exitCode = exitCode
        self.message = message
    }

    init(_ error: JournalError) { self.init(ExitCode.failed, "\(error)") }

    /// What others have answered may stand in it.
    init(_ error: RedriveError) { self.init(ExitCode.failed, EventStory.printable("\(error)")) }

    /// The journal of the configuration, which must be there.
    static func reader(of settings: Settings) throws(VerbFailure) -> JournalReader {
        do throws(JournalError) { return try JournalReader(path: settings.journalPath) } catch {
            throw VerbFailure(error)
        }
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

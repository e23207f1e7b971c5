import HookferryApp
import Lifecycle

/// `hookferry serve`
enum ServeVerb: Verb {
    static let name = "serve"
    static let summary = "runs the bridge"
    static let options = ["config", "log-format", "log-level"]
    static let flags: [String] = []
    static let operandsMax = 0
    static let help = """
        Usage: hookferry serve [--config FILE] [--log-format json|text] [--log-level LEVEL]

        Runs the bridge until SIGTERM or SIGINT (Ctrl-C), then finishes what is under way and ends
        with 0; a second signal ends at once, with 1.

        Sources, receivers and rules are reloaded on SIGHUP, and a second or two after a file that
        was read has changed: the configuration, rule files and new ones that `rules` names, secret
        files, certificates. A broken file keeps the old ones in use, and the log says why. Changed
        listeners, journal and retention need a restart.

          --config FILE        the configuration (default $HOOKFERRY_CONFIG, then hookferry.yaml)
          --log-format FORMAT  json (default) for machines, text for people; on standard error
          --log-level LEVEL    debug, info (default), warning or error

        """

    static func run(_ arguments: Arguments) async -> Int32 {
        do {
            let app = App(
                configurationPath: arguments.configurationPath,
                environment: arguments.environment, logger: try arguments.logger())
            try await app.run { diagnostics in
                for diagnostic in diagnostics { StandardStreams.writeError("\(diagnostic)\n") }
            }
            return ExitCode.fine
        } catch let error as UsageError {
            StandardStreams.writeError("hookferry serve: \(error.message)\n")
            return ExitCode.usage
        } catch {
            StandardStreams.writeError("hookferry serve: \(error)\n")
            return ExitCode.failed
        }
    }
}

import Configuration
import JSON
import Lifecycle

/// `hookferry check`
enum CheckVerb: Verb {
    static let name = "check"
    static let summary = "checks the configuration and runs the rule tests"
    static let options = ["config"]
    static let flags = ["json"]
    static let operandsMax = 0
    static let help = """
        Usage: hookferry check [--config FILE] [--json]

        Loads the configuration and every rule file as `serve` would, runs the rule files' tests,
        and prints each mistake as file:line:column. Starts nothing and sends nothing. A secret that
        is not set here is a warning.

          --config FILE  the configuration (default $HOOKFERRY_CONFIG, then hookferry.yaml)
          --json         prints {"ok":…,"diagnostics":[…]}

        Exit code 1 when there is any error or failed test; warnings alone give 0.

        """

    static func run(_ arguments: Arguments) async -> Int32 {
        let loaded = ConfigurationLoader.load(
            path: arguments.configurationPath, environment: arguments.environment, purpose: .check)
        var diagnostics = loaded.diagnostics
        if let settings = loaded.settings { diagnostics += RuleTests.run(settings) }
        let isFine =
            loaded.settings != nil && !diagnostics.contains { $0.severity == .error }
        if arguments.isJSON {
            let report: JSONValue = [
                "ok": .bool(isFine), "diagnostics": .array(diagnostics.map(\.json)),
            ]
            StandardStreams.writeOutput(report.prettyPrinted())
        } else {
            for diagnostic in diagnostics { StandardStreams.writeOutput("\(diagnostic)\n") }
            StandardStreams.writeOutput(summary(loaded.settings, diagnostics))
        }
        return isFine ? ExitCode.fine : ExitCode.failed
    }

    private static func summary(_ settings: Settings?, _ diagnostics: [Diagnostic]) -> String {
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = counted(diagnostics.count - errors, "warning")
        guard let settings, errors == 0 else { return "\(counted(errors, "error")), \(warnings)\n" }
        let parts = [
            counted(settings.sources.count, "source"),
            counted(settings.receivers.count, "receiver"),
            counted(settings.rules.count, "rule"), counted(settings.tests.count, "test"),
        ]
        return "fine: \(parts.joined(separator: ", ")); \(warnings)\n"
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}

extension Diagnostic {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "file": .string(file), "line": .number(JSONNumber(line)),
            "column": .number(JSONNumber(column)), "severity": .string(severity.rawValue),
            "message": .string(message),
        ]
        object["hint"] = hint.map(JSONValue.string)
        return .object(object)
    }
}

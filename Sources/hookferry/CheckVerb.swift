import Actions
import Configuration
import JSON
import Lifecycle

/// `hookferry check`
enum CheckVerb: Verb {
    static let name = "check"
    static let summary = "checks the configuration and runs the rule tests"
    static let options = ["config", "schema", "send-test"]
    static let flags = ["json", "calls"]
    static let operandsMax = 0
    static let help = """
        Usage: hookferry check [--config FILE] [--json]
               hookferry check --send-test RECEIVER [--config FILE] [--json]
               hookferry check --schema configuration|rules
               hookferry check --calls

        Loads the configuration and every rule file as `serve` would, runs the rule files' tests,
        and prints each mistake as file:line:column. Starts nothing and sends nothing, unless it is
        told to send a test. A secret that is not set here is a warning.

          --config FILE     the configuration (default $HOOKFERRY_CONFIG, then hookferry.yaml)
          --json            prints {"ok":…,"diagnostics":[…],"tests":{"run":…,"failed":…}}
          --send-test NAME  posts one message that is marked as a test to this receiver, and says
                            what the platform answered: {"receiver","delivered","status","message"}
          --schema NAME     prints the JSON Schema of the configuration or of rule files instead
          --calls           prints the reference page of the AWS calls instead, as Markdown

        Editors complete and check a rule file as it is written, once they know the schema. Print it
        into a file and name that on the first line of the rule file:

          hookferry check --schema rules > rules.schema.json
          # yaml-language-server: $schema=rules.schema.json

        Exit code 1 when there is any error or failed test, or the test message was not taken;
        warnings alone give 0.

        """

    static func run(_ arguments: Arguments) async -> Int32 {
        if let name = arguments.values["schema"] { return printSchema(name) }
        if arguments.flags.contains("calls") {
            StandardStreams.writeOutput(CallReference.markdown())
            return ExitCode.fine
        }
        if let name = arguments.values["send-test"] {
            return await SendTest.run(arguments, to: name)
        }
        let loaded = ConfigurationLoader.load(
            path: arguments.configurationPath, environment: arguments.environment, purpose: .check)
        let tests = loaded.settings.map(RuleTests.run)
        let diagnostics = loaded.diagnostics + (tests?.diagnostics ?? [])
        let isFine = loaded.settings != nil && !diagnostics.contains { $0.severity == .error }
        if arguments.isJSON {
            var report: JSONObject = [
                "ok": .bool(isFine), "diagnostics": .array(diagnostics.map(\.json)),
            ]
            report["tests"] = tests?.json
            StandardStreams.writeOutput(JSONValue.object(report).prettyPrinted())
        } else {
            for diagnostic in diagnostics { StandardStreams.writeOutput("\(diagnostic)\n") }
            StandardStreams.writeOutput(summary(loaded.settings, tests, diagnostics))
        }
        return isFine ? ExitCode.fine : ExitCode.failed
    }

    private static func printSchema(_ name: String) -> Int32 {
        guard let schema = FileSchema(rawValue: name) else {
            let known = FileSchema.allCases.map(\.rawValue).joined(separator: " or ")
            StandardStreams.writeError(
                "hookferry check: `--schema` is \(known), not `\(Program.printable(name))`\n")
            return ExitCode.usage
        }
        StandardStreams.writeOutput(schema.json.prettyPrinted())
        return ExitCode.fine
    }

    private static func summary(
        _ settings: Settings?, _ tests: RuleTests.Report?, _ diagnostics: [Diagnostic]
    ) -> String {
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = counted(diagnostics.count - errors, "warning")
        let run = tests.map { "; \(counted($0.count, "test")), \($0.failed) failed" } ?? ""
        guard let settings, errors == 0 else {
            return "\(counted(errors, "error")), \(warnings)\(run)\n"
        }
        let parts = [
            counted(settings.sources.count, "source"),
            counted(settings.receivers.count, "receiver"),
            counted(settings.rules.count, "rule"),
        ]
        return "fine: \(parts.joined(separator: ", "))\(run); \(warnings)\n"
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
        if !details.isEmpty { object["details"] = .array(details.map(JSONValue.string)) }
        return .object(object)
    }
}

extension RuleTests.Report {
    fileprivate var json: JSONValue {
        ["run": .number(JSONNumber(count)), "failed": .number(JSONNumber(failed))]
    }
}

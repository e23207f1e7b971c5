import Configuration
import HookferryApp
import JSON
import Lifecycle
import Rules

/// `hookferry explain`
enum ExplainVerb: Verb {
    static let name = "explain"
    static let summary = "tells for each rule why it fires on an event or why not"
    static let options = ["config", "event", "rule", "source"]
    static let flags = ["json"]
    static let operandsMax = 0
    static let help = """
        Usage: hookferry explain --event FILE [--rule NAME] [--source NAME] [--config FILE]
                                 [--json]

        Tells for each rule whether it matches an event; if not, which field fails, what it wants
        and what is there; if so, each step's input and the exact text a receiver would get. Sends
        nothing and keeps nothing.

          --event FILE   an event, the body of an SNS message (its signature is not checked), a
                         message of AWS Config, or a pipeline's payload; - is standard input
          --source NAME  the configured source that takes the payload
          --rule NAME    only this rule
          --config FILE  the configuration (default $HOOKFERRY_CONFIG, then hookferry.yaml)
          --json         prints {"event":…,"rules":[…]}, every value in full

        A sender's ping asks no rule; with --json it is {"status":"ignored","reason":…}.

        Where a step reads the result of an earlier one, which nobody knows yet, the expression
        stands in its place: ‹steps.snapshot.configSnapshotId›.

        Exit code 1 when the configuration has mistakes or the file holds no event.

        """

    static func run(_ arguments: Arguments) async -> Int32 {
        do throws(VerbFailure) {
            StandardStreams.writeOutput(try output(arguments))
            return ExitCode.fine
        } catch {
            StandardStreams.writeError("hookferry explain: \(error.message)\n")
            return error.exitCode
        }
    }

    private static func output(_ arguments: Arguments) throws(VerbFailure) -> String {
        guard let path = arguments.values["event"] else {
            throw VerbFailure(ExitCode.usage, "name an event with --event FILE")
        }
        let settings = try arguments.settings()
        let rule = arguments.values["rule"]
        if let rule { try VerbFailure.check("rule", rule, among: settings.rules.map(\.name)) }
        let source = arguments.values["source"]
        if let source {
            try VerbFailure.check("source", source, among: settings.sources.map(\.name))
        }
        do {
            let file = try InputFile(path)
            let sample = EventSample(
                file.bytes, try file.json(), sources: settings.sources,
                now: WallClock.system.now())
            switch try sample.reading(by: settings.sources.first { $0.name == source }) {
            case .event(let event):
                return told(Explanation(event, settings, rule: rule), arguments)
            case .ignored(let reason):
                return told(ignored: reason, arguments)
            }
        } catch let error as InputError {
            throw VerbFailure(ExitCode.failed, error.message)
        } catch {
            throw VerbFailure(ExitCode.failed, "\(Program.printable(path)): \(error)")
        }
    }

    private static func told(_ explanation: Explanation, _ arguments: Arguments) -> String {
        arguments.isJSON
            ? TerminalJSON.text(explanation.json.prettyPrinted())
            : ExplainStory(explanation, usesColor: arguments.usesColor).text
    }

    private static func told(ignored reason: String, _ arguments: Arguments) -> String {
        let answer: JSONValue = ["status": "ignored", "reason": .string(reason)]
        return arguments.isJSON
            ? TerminalJSON.text(answer.prettyPrinted())
            : "ignored: \(reason)\nThe bridge would answer 200 and ask no rule.\n"
    }
}

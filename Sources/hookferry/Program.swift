import HookferryApp
import Lifecycle

/// The command line as a whole: finds the verb, prints help, turns its end into an exit code.
enum Program {
    /// Every verb, in the order of `hookferry --help`.
    static let verbs: [any Verb.Type] = [
        ServeVerb.self, CheckVerb.self, ExplainVerb.self, MatchVerb.self, QueryVerb.self,
        PolicyVerb.self, SendVerb.self, EventsVerb.self, RedriveVerb.self, DemoVerb.self,
        VersionVerb.self,
    ]

    static func run(_ words: [String], environment: [String: String]) async -> Int32 {
        guard let name = words.first else {
            StandardStreams.writeError(usage)
            return ExitCode.usage
        }
        if name == "--help" || name == "-h" || name == "help" {
            StandardStreams.writeOutput(usage)
            return ExitCode.fine
        }
        let verbName = name == "--version" ? VersionVerb.name : name
        guard let verb = verbs.first(where: { $0.name == verbName }) else {
            StandardStreams.writeError("hookferry: there is no verb `\(printable(name))`\n\n")
            StandardStreams.writeError(usage)
            return ExitCode.usage
        }
        do throws(UsageError) {
            let arguments = try Arguments(
                Array(words.dropFirst()), of: verb, environment: environment)
            if arguments.asksForHelp {
                StandardStreams.writeOutput(verb.help)
                return ExitCode.fine
            }
            return await verb.run(arguments)
        } catch {
            StandardStreams.writeError(
                "hookferry \(verb.name): \(error.message)\n"
                    + "`hookferry \(verb.name) --help` shows how.\n")
            return ExitCode.usage
        }
    }

    private static var usage: String {
        let width = 10
        let lines = verbs.map { verb in
            let gap = String(repeating: " ", count: max(1, width - verb.name.count))
            return "  \(verb.name)\(gap)\(verb.summary)\n"
        }
        return """
            hookferry \(Version.text) – carries SNS and CI notifications to AWS calls and chat.

            Usage: hookferry VERB [OPTION…]

            \(lines.joined())
            `hookferry VERB --help` explains a verb. Exit codes: 0 fine, 1 failed, 2 wrong usage.

            """
    }

    /// An argument as it may be printed back.
    static func printable(_ text: String) -> String {
        EventStory.printable(String(text.prefix(100)))
    }
}

/// design.md section 8.
enum ExitCode {
    static let fine: Int32 = 0
    static let failed: Int32 = 1
    static let usage: Int32 = 2
}

import Configuration
import HookferryApp
import JSON
import Lifecycle

/// `hookferry policy`
enum PolicyVerb: Verb {
    static let name = "policy"
    static let summary = "prints what AWS must allow for the loaded rules"
    static let options = ["account", "config", "format"]
    static let flags = ["json"]
    static let operandsMax = 0
    static let help = """
        Usage: hookferry policy [--format iam|cloudformation] [--account NAME] [--config FILE]

        Prints the least-privilege policy for the calls of the loaded rules, as JSON. Asks nobody
        and changes nothing.

          --format FORMAT  iam (default): the policy of the identity that the bridge runs as, which
                           assumes the roles of aws.accounts; cloudformation: a template of its role
                           and, for each sns source, of the subscription with 100 retries over an
                           hour and a dead-letter queue
          --account NAME   of aws.accounts: the policy of its role or profile instead, or the
                           template of its role
          --config FILE    the configuration (default $HOOKFERRY_CONFIG, then hookferry.yaml)
          --json           changes nothing: it is JSON anyway

        A call whose input is a template is allowed whatever the template may yield. What else is
        needed is told on standard error, also when there is no call and so nothing to print.

        Exit code 1 when the configuration has mistakes, or for the template of an account without
        a role.

        """

    static func run(_ arguments: Arguments) async -> Int32 {
        do throws(VerbFailure) {
            try tell(arguments)
            return ExitCode.fine
        } catch {
            StandardStreams.writeError("hookferry policy: \(error.message)\n")
            return error.exitCode
        }
    }

    private enum Format: String, CaseIterable {
        case iam, cloudformation
    }

    private static func tell(_ arguments: Arguments) throws(VerbFailure) {
        let format = try format(arguments)
        let settings = try arguments.settings()
        let account = arguments.values["account"]
        let accounts = settings.aws.accounts.keys.sorted()
        if let account { try VerbFailure.check("account", account, among: accounts) }
        let plan = PolicyPlan(settings, account: account)
        let document: JSONValue?
        var notes = plan.notes
        switch format {
        case .iam: document = plan.document
        case .cloudformation:
            do throws(PolicyError) {
                document = try plan.template()
            } catch {
                throw VerbFailure(ExitCode.failed, error.description)
            }
            notes += plan.templateNotes
        }
        if let document { StandardStreams.writeOutput(document.prettyPrinted()) }
        if !plan.isNeeded { notes.insert(plan.emptiness, at: 0) }
        for note in notes { StandardStreams.writeError("note: \(note)\n") }
    }

    private static func format(_ arguments: Arguments) throws(VerbFailure) -> Format {
        guard let word = arguments.values["format"] else { return .iam }
        guard let format = Format(rawValue: word) else {
            let known = Format.allCases.map(\.rawValue).joined(separator: " or ")
            throw VerbFailure(
                ExitCode.usage, "`--format` is \(known), not `\(Program.printable(word))`")
        }
        return format
    }
}

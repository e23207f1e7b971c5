import HookferryApp
import JSON
import Lifecycle

/// `hookferry version`
enum VersionVerb: Verb {
    static let name = "version"
    static let summary = "prints the version"
    static let options: [String] = []
    static let flags = ["json"]
    static let operandsMax = 0
    static let help = """
        Usage: hookferry version [--json]

        Prints the version.

        """

    static func run(_ arguments: Arguments) async -> Int32 {
        let text =
            arguments.isJSON
            ? (["version": .string(Version.text)] as JSONValue).serialized()
            : "hookferry \(Version.text)"
        StandardStreams.writeOutput(text + "\n")
        return ExitCode.fine
    }
}

import HookferryApp
import Lifecycle

/// `hookferry demo`
enum DemoVerb: Verb {
    static let name = "demo"
    static let summary = "plays a snapshot story here, without an account or a network"
    static let options: [String] = []
    static let flags = ["verbose"]
    static let operandsMax = 0
    static let help = """
        Usage: hookferry demo [--verbose]

        Starts a bridge with stand-ins for Amazon SNS, AWS Config and Slack on free loopback ports,
        plays a story from signed SNS messages, and prints what went where and when. Needs no
        account and no network; leaves nothing behind.

          --verbose  also prints the bridge's own log

        """

    static func run(_ arguments: Arguments) async -> Int32 {
        let isTold = await Demo(
            isVerbose: arguments.flags.contains("verbose"),
            usesColor: arguments.usesColor,
            write: StandardStreams.writeOutput
        ).run()
        return isTold ? ExitCode.fine : ExitCode.failed
    }
}

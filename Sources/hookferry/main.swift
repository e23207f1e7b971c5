import Glibc
import Lifecycle

exit(
    await Program.run(
        Array(CommandLine.arguments.dropFirst()), environment: ProcessEnvironment.current))

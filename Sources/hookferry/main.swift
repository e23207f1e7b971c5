import Glibc
import Lifecycle

// Not `exit`, which would have the libraries clean up (OPENSSL_cleanup) beside threads that are
// still at work. Nothing waits in a buffer: lines are written at once, and the journal is closed.
_exit(
    await Program.run(
        Array(CommandLine.arguments.dropFirst()), environment: ProcessEnvironment.current))

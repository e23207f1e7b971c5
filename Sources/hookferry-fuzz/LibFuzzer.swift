#if FUZZING
import Glibc
import Lifecycle

/// The fuzzer that comes with clang (<https://llvm.org/docs/LibFuzzer.html>).
enum LibFuzzer {
    /// The language this process is run for.
    private static let language = CommandLine.arguments.dropFirst().first.flatMap {
        FuzzLanguage(rawValue: $0)
    }

    /// Runs with the options of the command line, in which the language stands in the place of
    /// the program's name. A problem ends the process, and libFuzzer keeps the input.
    static func run() -> Int32 {
        var count = CommandLine.argc - 1
        var values = unsafe CommandLine.unsafeArgv + 1
        return unsafe runDriver(&count, &values) { start, count in
            let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
            if let problem = LibFuzzer.language?.problem(in: input) {
                StandardStreams.writeError("PROBLEM: \(problem)\n")
                abort()
            }
            return 0
        }
    }
}

@_extern(c, "LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ values: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
#endif

import Foundation

/// The system's Python, for comparisons with what others have written.
package enum Python {
    /// What the program prints; throws when it fails.
    package static func run(
        _ program: String, _ arguments: [String] = [], input: String = ""
    ) throws -> String {
        let run = try SystemTool.run(
            "python3", ["-W", "ignore", "-c", program] + arguments, input: input)
        guard run.exitCode == 0 else { throw POSIXError(.ENOENT) }
        return run.text
    }
}

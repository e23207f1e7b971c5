import Foundation

/// A program of the system's, for comparisons with what others have written.
package struct SystemTool: Sendable {
    package let exitCode: Int32
    /// Standard output; what it says on standard error is thrown away.
    package let output: [UInt8]

    /// Whether a tool that is missing, or leave that is not given, is a failure: as root in CI.
    /// There a test that is left out must not look like a pass.
    package static let isRequired =
        geteuid() == 0 && ProcessInfo.processInfo.environment["CI"]?.isEmpty == false

    package var text: String { String(decoding: output, as: UTF8.self) }

    /// Runs `program`, looked for in `PATH`, to its end, with `input` on standard input.
    package static func run(
        _ program: String, _ arguments: [String], input: String = ""
    ) throws -> SystemTool {
        let directory = try TemporaryDirectory()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardInput = FileHandle(
            forReadingAtPath: try directory.write(input, to: "input"))
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return SystemTool(exitCode: process.terminationStatus, output: Array(bytes))
    }
}

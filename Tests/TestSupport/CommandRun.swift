import Foundation

/// One run of the binary to its end.
package struct CommandRun: Sendable {
    package let exitCode: Int32
    package let output: String
    package let error: String

    /// Runs `hookferry`, or another `program`, with `arguments` and with `input` on standard input.
    /// One that was built beside `hookferry` needs only its name.
    package init(
        _ arguments: [String], of program: String = BridgeProcess.binary,
        environment: [String: String] = [:], input: String = ""
    ) async throws {
        let process = Process()
        process.executableURL =
            program.contains("/")
            ? URL(filePath: program)
            : URL(filePath: BridgeProcess.binary).deletingLastPathComponent()
                .appending(path: program)
        process.arguments = arguments
        process.environment = environment
        let directory = try TemporaryDirectory()
        let outputFile = try directory.write("", to: "output")
        let errorFile = try directory.write("", to: "error")
        process.standardInput = FileHandle(
            forReadingAtPath: try directory.write(input, to: "input"))
        process.standardOutput = FileHandle(forWritingAtPath: outputFile)
        process.standardError = FileHandle(forWritingAtPath: errorFile)
        exitCode = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { ended in
                continuation.resume(returning: ended.terminationStatus)
            }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        output = try String(contentsOfFile: outputFile, encoding: .utf8)
        error = try String(contentsOfFile: errorFile, encoding: .utf8)
    }
}

import Foundation

/// One run of the binary to its end.
package struct CommandRun: Sendable {
    package let exitCode: Int32
    package let output: String
    package let error: String

    /// Runs `hookferry` with `arguments`.
    package init(_ arguments: [String], environment: [String: String] = [:]) async throws {
        let process = Process()
        process.executableURL = URL(filePath: BridgeProcess.binary)
        process.arguments = arguments
        process.environment = environment
        let directory = try TemporaryDirectory()
        let outputFile = try directory.write("", to: "output")
        let errorFile = try directory.write("", to: "error")
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

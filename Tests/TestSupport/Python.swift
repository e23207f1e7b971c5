import Foundation

/// The system's Python, for comparisons with what others have written.
package enum Python {
    /// What the program prints; throws when it fails.
    package static func run(
        _ program: String, _ arguments: [String] = [], input: String = ""
    ) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
        try Data(input.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-W", "ignore", "-c", program] + arguments
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw POSIXError(.ENOENT) }
        return String(decoding: data, as: UTF8.self)
    }
}

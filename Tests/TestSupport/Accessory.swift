import Foundation

/// A program that does something beside the test until it is let go of: it ends when its standard
/// input does, so also when the test is killed.
package final class Accessory {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// Starts the program, found in `PATH`, and waits for the first line it prints.
    package init(_ arguments: [String], environment: [String: String]? = nil) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        if let environment { process.environment = environment }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var bytes = Data()
        while !bytes.contains(0x0A) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            bytes += more
        }
        firstLine = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
        guard bytes.contains(0x0A) else { throw POSIXError(.EPERM) }
    }

    /// Starts a Python program.
    package convenience init(python program: String, _ arguments: [String] = []) throws {
        try self.init([Python.interpreter, "-W", "ignore", "-c", program] + arguments)
    }

    package let firstLine: String

    package var id: Int32 { process.processIdentifier }

    /// Ends it and waits for that.
    package func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    deinit { if process.isRunning { end() } }
}

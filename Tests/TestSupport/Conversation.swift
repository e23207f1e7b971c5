import Foundation

/// A run of the binary that is talked to line by line.
package final class Conversation {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// Starts `hookferry` with `arguments`.
    package init(_ arguments: [String]) throws {
        process.executableURL = URL(filePath: BridgeProcess.binary)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// Writes a line and waits for the one that answers it.
    package func say(_ line: String) throws -> String {
        try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
        var answer = Data()
        while !answer.contains(0x0A) {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            answer += data
        }
        return String(decoding: answer.dropLast(), as: UTF8.self)
    }

    /// Ends the input; returns the exit code.
    package func end() async -> Int32 {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
    }
}

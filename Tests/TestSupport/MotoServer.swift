import Dispatch
import Foundation
import Lifecycle

/// STS, instance metadata and much more of AWS as moto plays them: a process of its own on a free
/// loopback port. It believes every signature.
package final class MotoServer: @unchecked Sendable {
    // Sendable because `Process` is only started here and signalled by its id.
    private let process: Process
    package let url: String

    /// Starts it and waits until it listens, which takes some seconds.
    package static func start() async throws -> MotoServer {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            Python.interpreter, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0",
        ]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let id = process.processIdentifier
        // The end of the process is the end of its lines.
        let limit = DispatchWorkItem { kill(id, SIGKILL) }
        DispatchQueue.global().asyncAfter(
            deadline: .now() + .seconds(startSecondsMax), execute: limit)
        defer { limit.cancel() }
        let lines = read(pipe.fileHandleForReading)
        for await line in lines {
            if let start = line.firstRange(of: "Running on ")?.upperBound {
                return MotoServer(process, url: String(line[start...].prefix { $0 != " " }))
            }
        }
        if process.isRunning { kill(id, SIGKILL) }
        throw POSIXError(.ETIMEDOUT)
    }

    private static let startSecondsMax = 30

    private init(_ process: Process, url: String) {
        self.process = process
        self.url = url
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// A thread of its own reads on to the end: a full pipe would stop the server.
    private static func read(_ handle: FileHandle) -> AsyncStream<String> {
        let (lines, continuation) = AsyncStream.makeStream(
            of: String.self, bufferingPolicy: .bufferingNewest(100))
        Thread.detachNewThread {
            var rest = ""
            while true {
                let data = handle.availableData
                if data.isEmpty { break }
                rest += String(decoding: data, as: UTF8.self)
                var parts = rest.split(separator: "\n", omittingEmptySubsequences: false)
                rest = String(parts.removeLast())
                for line in parts { continuation.yield(String(line)) }
            }
            continuation.finish()
        }
        return lines
    }
}

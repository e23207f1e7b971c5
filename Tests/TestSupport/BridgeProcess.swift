package import Foundation
package import JSON
import Lifecycle

/// The built binary in a process of its own.
package final class BridgeProcess: @unchecked Sendable {
    // Sendable because `Process` is only started here and signalled by its id.
    private let process = Process()
    private let lines = Locked<[String]>([])
    private let arrivals: AsyncStream<Void>

    /// `.build/debug/hookferry` of this checkout, wherever SwiftPM has put the test bundle.
    package static let binary: String = {
        let bundle = URL(filePath: CommandLine.arguments.first ?? "")
            .deletingLastPathComponent()
        let beside = bundle.appending(path: "hookferry").path()
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        return checkout.appending(path: ".build/debug/hookferry").path()
    }()

    /// The root of this checkout.
    package static let checkout = URL(
        filePath: URL(filePath: #filePath).appending(path: "../../..").standardized.path(),
        directoryHint: .isDirectory)

    /// Starts `hookferry`, or another `program`, with `arguments`; its standard error is kept line
    /// by line.
    ///
    /// - Parameter launcher: a command that becomes the one that stands behind it, as `nsenter` and
    ///   `prlimit` do.
    package init(
        _ arguments: [String], of program: String = BridgeProcess.binary,
        environment: [String: String], through launcher: [String] = []
    ) throws {
        process.executableURL = URL(filePath: launcher.isEmpty ? program : "/usr/bin/env")
        process.arguments = launcher.isEmpty ? arguments : launcher + [program] + arguments
        process.environment = environment
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        arrivals = stream
        // A thread of its own: a readability handler that ends at the end of file can crash
        // libdispatch's event loop.
        let reading = pipe.fileHandleForReading
        Thread.detachNewThread { [lines] in
            var rest = ""
            while true {
                let data = reading.availableData
                if data.isEmpty { break }
                rest += String(decoding: data, as: UTF8.self)
                var parts = rest.split(separator: "\n", omittingEmptySubsequences: false)
                rest = String(parts.removeLast())
                let complete = parts.map(String.init)
                lines.withLock { $0 += complete }
                continuation.yield()
            }
            continuation.finish()
        }
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Standard error so far.
    package var log: [String] { lines.withLock { $0 } }

    package var id: Int32 { process.processIdentifier }

    package var isRunning: Bool { process.isRunning }

    /// The time it has spent on a processor, in seconds (proc_pid_stat(5), `utime` and `stime`).
    package var processorSeconds: Double {
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let start = text.lastIndex(of: ")")
        else { return 0 }
        let fields = text[start...].split(separator: " ")
        let ticks = fields.dropFirst(12).prefix(2).compactMap { Double($0) }.reduce(0, +)
        return ticks / 100
    }

    /// What the process holds of the machine's memory, in KiB (proc_pid_status(5), `VmRSS`).
    package var residentKilobytes: Int? {
        let path = "/proc/\(process.processIdentifier)/status"
        guard let status = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(separator: " ").compactMap { Int($0) }.first
    }

    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// The exit code; of a killed process, its signal. Waits on a thread of its own: the two of the
    /// cooperative pool must stay free for the servers the process talks to.
    package func exitCode() async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                process.waitUntilExit()
                continuation.resume(returning: process.terminationStatus)
            }
        }
    }

    /// The first log line that `matches`; nil when the process ends without one.
    package func line(where matches: @Sendable (JSONValue) -> Bool) async -> JSONValue? {
        var seen = 0
        func search() -> JSONValue? {
            let all = log
            defer { seen = all.count }
            return all[seen...].lazy.compactMap { try? JSONValue(parsing: $0) }.first(
                where: matches)
        }
        if let found = search() { return found }
        for await _ in arrivals {
            if let found = search() { return found }
        }
        return search()
    }

    /// The intake's and the admin listener's addresses, once the bridge is ready.
    package func addresses() async -> (intake: String, admin: String)? {
        guard let ready = await line(where: { $0["message"] == "hookferry is ready" }),
            let intake = ready["intake"]?.stringValue, let admin = ready["admin"]?.stringValue
        else { return nil }
        return ("http://\(intake)", "http://\(admin)")
    }
}

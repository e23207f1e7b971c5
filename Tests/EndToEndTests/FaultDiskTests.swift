import Foundation
import HTTP
import TestSupport
import Testing

extension EndToEnd {
    @Suite(
        "A disk that is full or read-only",
        .enabled(if: SmallDisk.isPermitted, "needs leave to mount"), .serialized)
    struct FaultDiskTests {
        /// The journal's log grows a little with each commit: so much is soon used up.
        private static let ballastBytes = 1_400_000

        @Test("a full disk is answered 503; with room again everything goes on by itself")
        func theDiskFills() async throws {
            let stage = try FaultStage()
            let disk = try SmallDisk(at: stage.disk)
            let bridge = try stage.start(through: disk.entry)
            let intake = try #require(await bridge.addresses()).intake
            try disk.take(bytes: Self.ballastBytes)
            let ids = (0..<300).map { "event-\($0)" }
            let answers = try await stage.post(ids, bytes: 2_000, to: intake) { count in
                if count == 20 { try disk.fill() }
            }
            #expect(answers.accepted.count >= 1)
            #expect(answers.refused.keys.elementsEqual(["503 journal_unavailable"]))
            #expect(answers.unanswered == 0)
            #expect(answers.withoutReturn == 0)
            #expect(bridge.isRunning)
            try disk.free()
            #expect(await stage.postUntilAccepted("after", to: intake))
            #expect(await stage.carriesOut(answers.accepted.union(["after"])))
            #expect(await stage.stop(bridge) == 0)
            // Two messages tell of each refusal; a flood of them would fill the next disk.
            let told = bridge.log.filter { $0.contains("an event cannot be kept") }
            #expect(told.contains { $0.contains("full") })
            #expect(told.count <= 200)
        }

        @Test("a disk that is full at start is said in a sentence, and room mends it")
        func theDiskIsFullAtStart() async throws {
            let stage = try FaultStage()
            let disk = try SmallDisk(at: stage.disk)
            try disk.fill()
            let failed = try await stage.failedStart(through: disk.entry)
            #expect(failed.code == 1)
            #expect(failed.said.count == 1)
            #expect(failed.said.first?.hasPrefix("hookferry serve: the journal ") == true)
            try disk.free()
            let bridge = try stage.start(through: disk.entry)
            let intake = try #require(await bridge.addresses()).intake
            #expect(await stage.post("a", to: intake)?.status == 202)
            #expect(await stage.carriesOut(["a"]))
            #expect(await stage.stop(bridge) == 0)
        }

        @Test("a disk that fills while the bridge drains keeps nothing back of what was accepted")
        func theDiskIsFullWhileDraining() async throws {
            let stage = try FaultStage()
            let disk = try SmallDisk(at: stage.disk)
            var bridge = try stage.start(through: disk.entry)
            let intake = try #require(await bridge.addresses()).intake
            stage.hang(true)
            let answers = try await stage.post((0..<10).map { "event-\($0)" }, to: intake)
            #expect(answers.accepted.count == 10)
            #expect(await Poll.until { stage.aws.received.count == 10 })
            try disk.fill()
            bridge.signal(SIGTERM)
            // Another one: two of a kind that come at once are one.
            bridge.signal(SIGINT)
            #expect(await bridge.exitCode() == 1)
            #expect(bridge.log.contains { $0.contains("a second signal") })
            try disk.free()
            stage.hang(false)
            bridge = try stage.start(through: disk.entry)
            _ = try #require(await bridge.addresses())
            // Ten were under way, and each is made again because its rule says so.
            #expect(await Poll.until { stage.aws.received.count == 20 })
            #expect(await stage.stop(bridge) == 0)
        }

        @Test("a read-only file system is said in a sentence, and writing mends it")
        func readOnlyAtStart() async throws {
            let stage = try FaultStage()
            let disk = try SmallDisk(at: stage.disk)
            try disk.remount("ro")
            let failed = try await stage.failedStart(through: disk.entry)
            #expect(failed.code == 1)
            #expect(failed.said.count == 1)
            #expect(failed.said.first?.hasPrefix("hookferry serve: the journal ") == true)
            try disk.remount("rw")
            let bridge = try stage.start(through: disk.entry)
            _ = try #require(await bridge.addresses())
            #expect(await stage.stop(bridge) == 0)
        }

        /// The kernel does not remount what is written to, so each write is refused as a read-only
        /// file system does.
        @Test(
            "a file system that refuses writes for a while is answered 503 so long",
            .enabled(if: RefusedWrites.isPermitted, "needs strace and leave to trace"),
            arguments: ["EROFS", "EIO", "ENOSPC", "EDQUOT"])
        func refusedWrites(error: String) async throws {
            let stage = try FaultStage()
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            #expect(await stage.post("before", to: intake)?.status == 202)
            #expect(await stage.carriesOut(["before"]))
            let refused = try RefusedWrites(of: bridge.id, error: error)
            let answers = try await stage.post(["a", "b", "c"], to: intake)
            #expect(answers.accepted.isEmpty)
            #expect(answers.refused == ["503 journal_unavailable": 3])
            #expect(answers.withoutReturn == 0)
            refused.end()
            #expect(await stage.postUntilAccepted("after", to: intake))
            #expect(await stage.carriesOut(["before", "after"]))
            #expect(await stage.stop(bridge) == 0)
        }
    }
}

/// A process whose writes to files fail, in the kernel, until it ends.
final class RefusedWrites {
    private let tracer = Process()

    /// Whether there is `strace` and we may use it.
    static let isPermitted = SystemTool.isRequired || canAttach

    /// To a process that is there already, as the bridge is: that needs more leave than a start.
    private static var canAttach: Bool {
        let sleeper = Process()
        sleeper.executableURL = URL(filePath: "/usr/bin/env")
        sleeper.arguments = ["sleep", "60"]
        guard (try? sleeper.run()) != nil else { return false }
        defer { kill(sleeper.processIdentifier, SIGKILL) }
        return (try? RefusedWrites(of: sleeper.processIdentifier, error: "EIO")) != nil
    }

    /// Throws when the process cannot be traced.
    init(of process: Int32, error: String) throws {
        let calls = "pwrite64,ftruncate,fdatasync,fsync"
        tracer.executableURL = URL(filePath: "/usr/bin/env")
        tracer.arguments = [
            "strace", "-f", "-qq", "-o", "/dev/null", "-p", "\(process)", "-e", "trace=\(calls)",
            "-e", "inject=\(calls):error=\(error)",
        ]
        tracer.standardError = FileHandle.nullDevice
        try tracer.run()
        // proc_pid_status(5): every thread is traced, and new ones of a traced one are.
        let start = ContinuousClock.now
        while !Self.isTraced(process) {
            guard tracer.isRunning, ContinuousClock.now - start < .seconds(30) else {
                throw POSIXError(.EPERM)
            }
            usleep(10_000)
        }
    }

    private static func isTraced(_ id: Int32) -> Bool {
        let tasks = "/proc/\(id)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return threads.allSatisfy { thread in
            let path = "\(tasks)/\(thread)/status"
            guard let status = try? String(contentsOfFile: path, encoding: .utf8) else {
                return true
            }
            return !status.contains("TracerPid:\t0\n")
        }
    }

    func end() {
        guard tracer.isRunning else { return }
        // Not SIGTERM, which a test's thread may have blocked: what it traces goes on either way.
        kill(tracer.processIdentifier, SIGKILL)
        tracer.waitUntilExit()
    }

    deinit { end() }
}

import Foundation
import Lifecycle
import Testing

@Suite("Child processes")
struct ChildProcessTests {
    /// Runs a line in a shell.
    static func shell(
        _ script: String, _ arguments: String..., outputBytesMax: Int = 1_000,
        milliseconds: Int = 20_000
    ) async -> Result<ChildProcess.Output, ChildProcess.Failure> {
        do throws(ChildProcess.Failure) {
            return .success(
                try await ChildProcess.run(
                    "sh", ["-c", script, "sh"] + arguments,
                    limits: ChildProcess.Limits(
                        outputBytesMax: outputBytesMax, milliseconds: milliseconds)))
        } catch {
            return .failure(error)
        }
    }

    static func text(_ script: String, _ arguments: String...) async throws -> String {
        let result = try await ChildProcess.run("sh", ["-c", script, "sh"] + arguments)
        return String(decoding: result.bytes, as: UTF8.self)
    }

    @Test(
        "how a program ended",
        arguments: [
            ("printf hello", .exited(status: 0), "hello"),
            ("printf partly; exit 3", .exited(status: 3), "partly"),
            ("exit 255", .exited(status: 255), ""),
            ("printf last; kill -9 $$", .killed(signal: 9), "last"),
            ("kill -TERM $$", .killed(signal: 15), ""),
            // Its end counts, not that of what it wrote to.
            ("exec >&-; exit 7", .exited(status: 7), ""),
        ] as [(String, ChildProcess.End, String)])
    func ends(script: String, end: ChildProcess.End, text: String) async throws {
        let output = try await Self.shell(script).get()
        #expect(output.end == end)
        #expect(String(decoding: output.bytes, as: UTF8.self) == text)
    }

    @Test("arguments arrive as they are, whatever a shell would make of them")
    func arguments() async throws {
        let words = ["", "a b", "$HOME", "*", "';exit 1", "é\n"]
        let output = try await ChildProcess.run("printf", ["<%s>"] + words)
        #expect(
            String(decoding: output.bytes, as: UTF8.self)
                == words.map { "<\($0)>" }.joined())
    }

    @Test("standard input is empty, standard error is thrown away, the environment is ours")
    func streams() async throws {
        #expect(try await Self.text("cat; echo loud >&2; printf done") == "done")
        let path = ProcessEnvironment.current["PATH"]
        #expect(try await Self.text("printf %s \"$PATH\"") == path)
    }

    @Test("it gets three descriptors and no blocked or ignored signal")
    func inheritance() async throws {
        // Without O_CLOEXEC, as a careless library would open it.
        let file = unsafe open("/dev/null", O_RDONLY)
        defer { close(file) }
        #expect(try await Self.text("ls /proc/$$/fd") == "0\n1\n2\n")
        let status = try await ChildProcess.run("grep", ["^Sig", "/proc/self/status"])
        for line in String(decoding: status.bytes, as: UTF8.self).split(separator: "\n")
        where line.hasPrefix("SigBlk") || line.hasPrefix("SigIgn") {
            let mask = try #require(line.split(separator: "\t").last.flatMap { Int($0, radix: 16) })
            // Signals 32 and 33 are glibc's own.
            #expect(mask & 0x7FFF_FFFF == 0, "\(line)")
        }
    }

    @Test("it runs in a process group of its own")
    func group() async throws {
        // Fields 4 and 5 of proc_pid_stat(5): the parent and the group.
        let fields = try await Self.text("read -r a b c d e f < /proc/$$/stat; echo $$ $d $e")
            .split { $0.isWhitespace }.compactMap { Int32($0) }
        #expect(fields.count == 3)
        #expect(fields[1] == getpid())
        #expect(fields[2] == fields[0])
    }

    @Test(
        "what cannot be started",
        arguments: [
            ("hookferry-no-such-program", .notFound), ("/no/such/program", .notFound),
            ("", .notFound), ("/etc", .notPermitted), ("a\0b", .failed),
        ] as [(String, FileSystemError.Code)])
    func notStarted(program: String, code: FileSystemError.Code) async {
        do throws(ChildProcess.Failure) {
            _ = try await ChildProcess.run(program)
            Issue.record("there is no such program")
        } catch {
            guard case .notStarted(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(reason.code == code)
            #expect(reason.path == program)
        }
    }

    @Test("a file that is no program is not given to a shell")
    func noProgram() async throws {
        let directory = try TestDirectory()
        let file = try directory.write("printf surprise\n", to: "script")
        unsafe chmod(file, 0o755)
        await #expect(throws: ChildProcess.Failure.self) { try await ChildProcess.run(file) }
    }

    @Test("output of exactly the limit is taken, one byte more is too long")
    func outputLimit() async throws {
        let script = "head -c $1 /dev/zero"
        #expect(try await Self.shell(script, "1000").get().bytes.count == 1_000)
        #expect(await Self.shell(script, "1001") == .failure(.outputTooLong))
        let endless = await Self.shell("cat /dev/zero", outputBytesMax: 300_000)
        #expect(endless == .failure(.outputTooLong))
        #expect(ChildProcess.Limits().outputBytesMax == 65_536)
        #expect(ChildProcess.Limits().milliseconds == 30_000)
    }

    @Test("a time-out kills the program and what it started")
    func timeout() async throws {
        let directory = try TestDirectory()
        let script = """
            trap '' TERM INT HUP
            (trap '' TERM INT HUP; echo $$ > $1/child.new; sh -c 'echo $$ > $0/grandchild.new; \
            mv $0/grandchild.new $0/grandchild; sleep 1000' $1; sleep 1000) &
            echo $$ > $1/leader
            wait
            """
        let result = await Self.shell(script, directory.path, milliseconds: 1_000)
        #expect(result == .failure(.timedOut))
        for name in ["leader", "grandchild"] {
            let text = try String(contentsOfFile: "\(directory.path)/\(name)", encoding: .utf8)
            let identifier = try #require(
                pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(await hasGone(identifier), "\(name)")
        }
    }

    @Test("cancelling the task kills the program")
    func cancellation() async throws {
        let directory = try TestDirectory()
        let pipe = directory.makePipe()
        let running = Task { await Self.shell("echo $$ > $1; sleep 1000", pipe) }
        let line = await firstLine(of: pipe)
        running.cancel()
        #expect(await running.value == .failure(.cancelled))
        let identifier = try #require(pid_t(line))
        #expect(await hasGone(identifier))
    }

    @Test("a cancelled task starts nothing")
    func cancelledBefore() async throws {
        let directory = try TestDirectory()
        let running = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return await Self.shell("touch $1/started", directory.path)
        }
        #expect(await running.value == .failure(.cancelled))
        #expect(FileSystem.kind(of: "\(directory.path)/started") == nil)
    }

    @Test("what a program leaves behind is neither waited for nor killed")
    func leftBehind() async throws {
        let directory = try TestDirectory()
        let pipe = directory.makePipe()
        // The helper in the background has the program's standard output and so keeps it open.
        let output = try await Self.shell("(read -r x < $1) & printf $!", pipe).get()
        let identifier = try #require(pid_t(String(decoding: output.bytes, as: UTF8.self)))
        #expect(kill(identifier, 0) == 0)
        kill(identifier, SIGKILL)
    }

    @Test("two hundred runs leave no descriptor and no zombie")
    func leaks() async throws {
        let before = openDescriptors()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                if number >= 8 { await group.next() }
                group.addTask {
                    switch number % 4 {
                    case 0: _ = await Self.shell("printf x")
                    case 1: _ = await Self.shell("cat /dev/zero")
                    case 2: _ = await Self.shell("sleep 1000", milliseconds: 30)
                    default: _ = try? await ChildProcess.run("/no/such/program")
                    }
                }
            }
        }
        // Other tests may run beside this one; a leak would be one a run.
        #expect(openDescriptors() < before + 40)
        #expect(zombies() < 40)
    }
}

/// A directory of its own for one test, removed with the value.
private final class TestDirectory {
    let path = FileManager.default.temporaryDirectory.path + "/child-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
        return "\(path)/\(name)"
    }

    func makePipe() -> String {
        unsafe mkfifo("\(path)/pipe", 0o600)
        return "\(path)/pipe"
    }
}

/// Whether the process ends within a few seconds. It is somebody else's child by then, who may
/// take a moment to reap it; a zombie counts as gone.
private func hasGone(_ identifier: pid_t) async -> Bool {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread {
            for _ in 0..<5_000 {
                let state = stateLetter(identifier)
                if state == nil || state == "Z" { return continuation.resume(returning: true) }
                usleep(1_000)
            }
            continuation.resume(returning: false)
        }
    }
}

/// Field 3 of proc_pid_stat(5); nil when there is no such process.
private func stateLetter(_ identifier: pid_t) -> Character? {
    let line = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)
    return line?.split(separator: ")").last?.first { $0 != " " }
}

/// Opening a pipe waits for its writer, so not on the threads that tests share.
private func firstLine(of pipe: String) async -> String {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread {
            let bytes = (try? FileSystem.read(pipe, bytesMax: 100, takesPipes: true)) ?? []
            let text = String(decoding: bytes, as: UTF8.self)
            continuation.resume(returning: text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }
}

private func openDescriptors() -> Int {
    (try? FileSystem.names(inDirectory: "/proc/self/fd").count) ?? 0
}

/// Children of this process that ended and were not reaped.
private func zombies() -> Int {
    let processes = (try? FileSystem.names(inDirectory: "/proc")) ?? []
    return processes.compactMap { pid_t($0) }.count { identifier in
        let line = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)
        let fields = line?.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.first == "Z" && fields.dropFirst().first == "\(getpid())"
    }
}

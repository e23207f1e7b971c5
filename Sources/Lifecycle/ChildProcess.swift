import Dispatch
import Glibc

/// Runs another program to its end, without a shell. Its standard input is empty, what it says on
/// standard error is thrown away, and the environment is ours.
package enum ChildProcess {
    /// How much of it there may be.
    package struct Limits: Sendable, Hashable {
        package var outputBytesMax: Int
        package var milliseconds: Int

        package init(outputBytesMax: Int = 64 << 10, milliseconds: Int = 30_000) {
            self.outputBytesMax = outputBytesMax
            self.milliseconds = milliseconds
        }
    }

    /// What became of a program that ended by itself.
    package struct Output: Sendable, Hashable {
        package let end: End
        /// What it wrote to standard output.
        package let bytes: [UInt8]
    }

    /// How a program ended.
    package enum End: Sendable, Hashable {
        case exited(status: Int32)
        case killed(signal: Int32)
    }

    /// Why there is no output.
    package enum Failure: Error, Sendable, Hashable {
        /// The path of the error is the program.
        case notStarted(FileSystemError)
        case timedOut
        case outputTooLong
        /// The calling task was cancelled.
        case cancelled
    }

    /// Runs `program`, looked for in `PATH` unless it has a slash, in a process group of its own.
    /// When it takes too long, writes too much or the calling task is cancelled, the whole group
    /// is killed. What it leaves behind when it ends by itself lives on: that may be meant.
    package static func run(
        _ program: String, _ arguments: [String] = [], limits: Limits = Limits()
    ) async throws(Failure) -> Output {
        let isCancelled = Locked(false)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // A queue of its own is a thread of its own for as long as its block waits.
                DispatchQueue(label: "hookferry.process").async {
                    supervise([program] + arguments, limits, isCancelled) {
                        continuation.resume(returning: $0)
                    }
                }
            }
        } onCancel: {
            isCancelled.withLock { $0 = true }
        }
        return try result.get()
    }

    private static func supervise(
        _ words: [String], _ limits: Limits, _ isCancelled: Locked<Bool>,
        whenEnded: (Result<Output, Failure>) -> Void
    ) {
        let supervisor: Supervisor
        do throws(Failure) {
            guard !isCancelled.withLock({ $0 }) else { throw .cancelled }
            supervisor = try Supervisor(words)
        } catch {
            return whenEnded(.failure(error))
        }
        supervisor.run(limits, isCancelled: { isCancelled.withLock { $0 } }, whenEnded)
    }
}

/// A started program and the end of the pipe that its output comes from.
private final class Supervisor {
    private let identifier: pid_t
    private let output: Int32
    private var bytes: [UInt8] = []
    private var isAtEnd = false

    /// How long the end of a silent program, or a cancellation, may stay unnoticed: the kernel has
    /// no call that waits for a pipe and for a process.
    private static let tickMilliseconds: Int32 = 10
    private static let chunkBytes = 16 << 10

    /// Starts the program.
    init(_ words: [String]) throws(ChildProcess.Failure) {
        do throws(FileSystemError) {
            (identifier, output) = try Spawn.start(words)
        } catch {
            throw .notStarted(error)
        }
    }

    deinit { close(output) }

    /// Waits for the end and reaps the program. It stays unreaped until then, so that its number,
    /// which is also that of its group, belongs to nobody else while it may be killed.
    func run(
        _ limits: ChildProcess.Limits, isCancelled: () -> Bool,
        _ whenEnded: (Result<ChildProcess.Output, ChildProcess.Failure>) -> Void
    ) {
        let deadline = ContinuousClock.now + .milliseconds(limits.milliseconds)
        while true {
            // Asked before the last look at the pipe, which then holds all that was written.
            let hasEnded = hasEnded()
            takeOutput(bytesMax: limits.outputBytesMax, waiting: !hasEnded)
            if bytes.count > limits.outputBytesMax { return kill(.outputTooLong, whenEnded) }
            if hasEnded {
                return whenEnded(.success(ChildProcess.Output(end: reap(), bytes: bytes)))
            }
            if isCancelled() { return kill(.cancelled, whenEnded) }
            if ContinuousClock.now >= deadline { return kill(.timedOut, whenEnded) }
        }
    }

    private func kill(
        _ reason: ChildProcess.Failure,
        _ whenEnded: (Result<ChildProcess.Output, ChildProcess.Failure>) -> Void
    ) {
        // It fails for a program that has become another user, such as sudo. That one is waited
        // for after the caller has been told.
        let isKilled = Glibc.kill(-identifier, SIGKILL) == 0
        if isKilled { _ = reap() }
        whenEnded(.failure(reason))
        if !isKilled { _ = reap() }
    }

    /// Reads what is there, one byte beyond the limit at most. Without any, it waits for a tick.
    private func takeOutput(bytesMax: Int, waiting: Bool) {
        var milliseconds = waiting ? Self.tickMilliseconds : 0
        var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
        // "The field fd contains a file descriptor for an open file. If this field is negative,
        // then the corresponding events field is ignored" (poll(2)): the end is always ready.
        var wanted = pollfd(fd: isAtEnd ? -1 : output, events: Int16(POLLIN), revents: 0)
        while bytes.count <= bytesMax, unsafe poll(&wanted, 1, milliseconds) > 0 {
            let count = unsafe read(output, &chunk, min(chunk.count, bytesMax + 1 - bytes.count))
            guard count > 0 else {
                isAtEnd = isAtEnd || count == 0
                return
            }
            bytes += chunk.prefix(count)
            milliseconds = 0
        }
    }

    private func hasEnded() -> Bool {
        var information = unsafe siginfo_t()
        // "If WNOHANG was specified and there were no children in a waitable state, then waitid()
        // returns 0 immediately"; it sets si_signo to SIGCHLD for one that is (waitid(2)).
        let result = unsafe waitid(
            P_PID, id_t(identifier), &information, WEXITED | WNOHANG | WNOWAIT)
        return unsafe result != 0 || information.si_signo == SIGCHLD
    }

    private func reap() -> ChildProcess.End {
        // It stays 0 when the kernel has reaped the program, which it does for a process that was
        // started with SIGCHLD ignored.
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
        // The macros WIFSIGNALED, WTERMSIG and WEXITSTATUS.
        let signal = status & 0x7F
        return signal == 0
            ? .exited(status: (status >> 8) & 0xFF) : .killed(signal: signal)
    }
}

/// posix_spawn(3): between fork and exec a program with threads may do next to nothing, and this
/// does it right.
private enum Spawn {
    /// Held from making a pipe to marking it: a program started in between would get it too.
    private static let starting = Locked(())

    /// The program and the end of the pipe to read its output from.
    static func start(_ words: [String]) throws(FileSystemError) -> (pid_t, Int32) {
        // C takes what stands before a zero for the whole word.
        guard words.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw FileSystemError(errno: EINVAL, words[0])
        }
        let result = starting.withLock { _ in
            var ends: [Int32] = [-1, -1]
            guard unsafe pipe(&ends) == 0 else { return (errno, pid_t(), ends[0]) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            defer { close(ends[1]) }
            var identifier: pid_t = 0
            let number = start(words, output: ends[1], &identifier)
            if number != 0 { close(ends[0]) }
            return (number, identifier, ends[0])
        }
        guard result.0 == 0 else { throw FileSystemError(errno: result.0, words[0]) }
        return (result.1, result.2)
    }

    /// 0 or the number of the error.
    private static func start(
        _ words: [String], output: Int32, _ identifier: inout pid_t
    ) -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        guard unsafe setDescriptors(&actions, output: output) == 0,
            setGroupAndSignals(&attributes) == 0
        else { return ENOMEM }
        var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe posix_spawnp(
            &identifier, words[0], &actions, &attributes, &pointers, environ)
    }

    /// 0 unless memory is short.
    private static func setDescriptors(
        _ actions: inout posix_spawn_file_actions_t, output: Int32
    ) -> Int32 {
        // The pipe first, because it may have the number 0 or 2 itself.
        var result = unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        unsafe result |= posix_spawn_file_actions_addopen(
            &actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe result |= posix_spawn_file_actions_addopen(
            &actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        // A library may have opened something without O_CLOEXEC. "It is not considered an error
        // for the file descriptor to be already closed" (POSIX on addclose).
        let open = (try? FileSystem.names(inDirectory: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) where descriptor > STDERR_FILENO {
            unsafe result |= posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        return result
    }

    /// A group of its own, and no signal blocked or ignored: this thread, being libdispatch's,
    /// blocks them all.
    private static func setGroupAndSignals(_ attributes: inout posix_spawnattr_t) -> Int32 {
        var all = sigset_t()
        var none = sigset_t()
        unsafe sigfillset(&all)
        unsafe sigemptyset(&none)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        var result = unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe result |= posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe result |= posix_spawnattr_setsigmask(&attributes, &none)
        return unsafe result | posix_spawnattr_setflags(&attributes, Int16(flags))
    }
}

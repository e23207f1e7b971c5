import Glibc

/// The process's standard streams.
package enum StandardStreams {
    /// What one read(2) of standard input asks for: as much as a pipe holds (pipe(7)).
    package static let blockBytesMax = 64 << 10

    /// Makes them safe for a program that runs on without them. Where one is closed, the next file
    /// or socket that is opened would get its number, and log lines would go there; and a log whose
    /// reader has gone must not end the process (signal(7), SIGPIPE).
    package static func secure() {
        let opened = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        // "The lowest-numbered file descriptor not currently open" (open(2)): while it is one of
        // theirs, it stays there.
        if opened > STDERR_FILENO { close(opened) }
        if (0..<STDERR_FILENO).contains(opened) { return secure() }
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// Writes a line to standard error in one write(2), so that lines of two threads do not mix
    /// (POSIX promises that for pipes up to PIPE_BUF). A closed stream loses the line: logging
    /// never changes what the program does.
    package static func writeError(_ line: String) {
        var line = line
        line.withUTF8 { _ = unsafe write($0, to: STDERR_FILENO) }
    }

    /// Writes to standard output, at once.
    package static func writeOutput(_ text: String) {
        var text = text
        text.withUTF8 { _ = unsafe write($0, to: STDOUT_FILENO) }
    }

    /// The same for bytes; false when standard output takes no more.
    package static func writeOutput(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { unsafe write($0, to: STDOUT_FILENO) }
    }

    /// Whether standard output is a terminal, where colour and width mean something.
    package static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// What standard input has next, at most `blockBytesMax` bytes; waits for it, and is empty at
    /// the end.
    package static func readInput() throws(FileSystemError) -> [UInt8] {
        var failure: Int32 = 0
        let block = unsafe [UInt8](unsafeUninitializedCapacity: blockBytesMax) { buffer, count in
            var result = -1
            repeat {
                result = unsafe Glibc.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
            } while result < 0 && errno == EINTR
            if result < 0 { failure = errno }
            count = max(0, result)
        }
        guard failure == 0 else { throw FileSystemError(errno: failure, "standard input") }
        return block
    }

    /// All of standard input, to its end; throws when it has more than `bytesMax` bytes.
    package static func readInput(bytesMax: Int) throws(FileSystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= bytesMax {
            let block = try readInput()
            if block.isEmpty { return bytes }
            bytes += block
        }
        throw FileSystemError(tooLarge: "standard input", bytesMax: bytesMax)
    }

    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let rest = unsafe UnsafeBufferPointer(rebasing: bytes[written...])
            let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}

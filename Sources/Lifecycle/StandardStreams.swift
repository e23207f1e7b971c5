import Glibc

/// The process's standard streams.
package enum StandardStreams {
    /// Writes a line to standard error in one write(2), so that lines of two threads do not mix
    /// (POSIX promises that for pipes up to PIPE_BUF). A closed stream loses the line: logging
    /// never changes what the program does.
    package static func writeError(_ line: String) { write(line, to: STDERR_FILENO) }

    /// Writes to standard output, at once.
    package static func writeOutput(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Whether standard output is a terminal, where colour and width mean something.
    package static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let rest = unsafe UnsafeBufferPointer(rebasing: bytes[written...])
                let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return }
                written += count
            }
        }
    }
}

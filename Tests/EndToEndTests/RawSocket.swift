import Foundation

/// Bytes on a TCP connection that no HTTP client would send.
enum RawSocket {
    /// Connects to a loopback port, writes a file's bytes, and closes without reading. By bash,
    /// because the socket constants belong to no module that every build order can import.
    static func send(_ file: String, to port: Int) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", "cat \"$0\" > /dev/tcp/127.0.0.1/$1", file, "\(port)"]
        try process.run()
        process.waitUntilExit()
    }
}

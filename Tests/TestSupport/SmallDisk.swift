import Foundation

/// A real file system of its own, so small that it can be filled: a tmpfs in a mount namespace that
/// nobody else sees. Needs root.
package final class SmallDisk {
    /// Where it is mounted, in its namespace.
    package let path: String
    private let keeper: Accessory

    /// Whether the system lets us mount.
    package static let isPermitted =
        SystemTool.isRequired
        || (try? TemporaryDirectory())
            .flatMap { try? SmallDisk(at: $0.path, kilobytes: 64) } != nil

    /// Mounts it on a directory.
    package init(at path: String, kilobytes: Int = 2_048) throws {
        self.path = path
        keeper = try Accessory([
            "unshare", "-m", "sh", "-c",
            "mount -t tmpfs -o size=\(kilobytes)k tmpfs \"$0\" && echo mounted && exec cat", path,
        ])
    }

    /// Runs the command that stands behind it where the disk is mounted.
    package var entry: [String] { ["nsenter", "-t", "\(keeper.id)", "-m", "--"] }

    /// The disk as it is seen from outside of the namespace.
    package var outside: String { "/proc/\(keeper.id)/root\(path)" }

    private var ballast: String { "\(outside)/ballast" }

    /// Fills it up.
    package func fill() throws { try write(bytesMax: .max) }

    /// Takes that much of its room.
    package func take(bytes: Int) throws { try write(bytesMax: bytes) }

    private func write(bytesMax: Int) throws {
        if !FileManager.default.fileExists(atPath: ballast) {
            try Data().write(to: URL(filePath: ballast))
        }
        guard let file = FileHandle(forWritingAtPath: ballast) else { throw POSIXError(.ENOENT) }
        defer { try? file.close() }
        try file.seekToEnd()
        let block = Data(repeating: 0x78, count: 4_096)
        var written = 0
        // The error that ends it is what was wanted.
        while written < bytesMax, (try? file.write(contentsOf: block)) != nil {
            written += block.count
        }
    }

    /// Makes room again.
    package func free() throws { try FileManager.default.removeItem(atPath: ballast) }

    /// Mounts it anew with options such as `ro`.
    package func remount(_ options: String) throws {
        let run = try SystemTool.run(
            "nsenter", ["-t", "\(keeper.id)", "-m", "mount", "-o", "remount,\(options)", path])
        guard run.exitCode == 0 else { throw POSIXError(.EBUSY) }
    }
}

import Foundation

/// The two shared files in a folder of their own.
final class SharedFiles {
    let home: String

    init(credentials: String? = nil, config: String? = nil) throws {
        home = FileManager.default.temporaryDirectory.path + "/aws-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: home + "/.aws", withIntermediateDirectories: true)
        try write(credentials: credentials, config: config)
    }

    /// Replaces what is given.
    func write(credentials: String? = nil, config: String? = nil) throws {
        try credentials?.write(
            toFile: home + "/.aws/credentials", atomically: true, encoding: .utf8)
        try config?.write(toFile: home + "/.aws/config", atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: home) }
}

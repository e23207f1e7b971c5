import Foundation

/// The working tree this test was compiled from.
enum Repository {
    /// Tests/TidyTests/Repository.swift is three steps below it.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file under Sources and Tests, read once, as several tests look at them.
    static func swiftFiles() throws -> [SourceFile] { try loaded.get() }

    /// Those of `swiftFiles` that are the product.
    static func productFiles() throws -> [SourceFile] { try swiftFiles().filter(\.isProduct) }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The names of the folders directly under `folder`.
    static func folders(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            at: root.appending(path: folder), includingPropertiesForKeys: [.isDirectoryKey]
        ).filter {
            try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true
        }.map(\.lastPathComponent).sorted()
    }

    static var isGitCheckout: Bool {
        FileManager.default.fileExists(atPath: root.appending(path: ".git").path)
    }

    /// What `git ls-files` names. A checkout that belongs to another user is fine, as in CI.
    static func trackedPaths() throws -> [String] {
        let git = Process()
        let output = Pipe()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = [
            "git", "-c", "safe.directory=*", "-C", root.path, "ls-files", "-z",
        ]
        git.standardOutput = output
        try git.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        git.waitUntilExit()
        guard git.terminationStatus == 0 else {
            throw GitFailure(exitCode: git.terminationStatus)
        }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    struct GitFailure: Error {
        let exitCode: Int32
    }

    private static let loaded = Result { try ["Sources", "Tests"].flatMap(load) }

    private static func load(_ folder: String) throws -> [SourceFile] {
        let start = root.appending(path: folder)
        let names = try FileManager.default.subpathsOfDirectory(atPath: start.path)
        return try names.filter { $0.hasSuffix(".swift") }.sorted().map {
            let path = "\(folder)/\($0)"
            return SourceFile(path: path, text: try text(path))
        }
    }
}

import Lifecycle

/// Files and paths as the loader needs them.
enum TextFile {
    /// Why a file cannot be had.
    enum Failure: Error, Hashable {
        case missing, directory, unreadable
        case tooLarge(bytesMax: Int)

        var message: String {
            switch self {
            case .missing: "no such file"
            case .directory: "this is a directory"
            case .unreadable: "the file cannot be read"
            case .tooLarge(let bytesMax): "the file has more than \(bytesMax) bytes"
            }
        }
    }

    /// The whole file, if it is not too large.
    static func read(_ path: String, bytesMax: Int) throws(Failure) -> [UInt8] {
        // What nobody may look at is missing, as it is for a shell's `test -e`.
        guard let kind = FileSystem.kind(of: path) else { throw .missing }
        guard kind != .directory else { throw .directory }
        do throws(FileSystemError) {
            return try FileSystem.read(path, bytesMax: bytesMax)
        } catch {
            throw error.code == .tooLarge ? .tooLarge(bytesMax: bytesMax) : .unreadable
        }
    }

    /// The names in a directory, sorted; nil if there is no such directory.
    static func names(in directory: String) -> [String]? {
        let path = directory.isEmpty ? "." : directory
        return try? FileSystem.names(inDirectory: path).sorted()
    }

    static func exists(_ path: String) -> Bool { FileSystem.kind(of: path) != nil }

    /// `path` as seen from `directory`, in which the file that names it lies.
    static func resolve(_ path: String, from directory: String) -> String {
        let isAbsolute = path.hasPrefix("/")
        let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        if isAbsolute || directory.isEmpty { return relative }
        return directory.hasSuffix("/") ? directory + relative : "\(directory)/\(relative)"
    }

    /// Everything before the last slash: empty for a bare name, `/` for the root.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// One name for one file, however it is spelled.
    static func identity(of path: String) -> String { FileSystem.resolved(path) ?? path }
}

import FoundationEssentials

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
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw .missing
        }
        guard !isDirectory else { throw .directory }
        // Attributes are those of a link itself; Kubernetes mounts secrets as links.
        let target = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        let size = attributes?[.size] as? any BinaryInteger
        guard size.map({ Int($0) <= bytesMax }) ?? true else {
            throw .tooLarge(bytesMax: bytesMax)
        }
        guard let content = FileManager.default.contents(atPath: path) else { throw .unreadable }
        guard content.count <= bytesMax else { throw .tooLarge(bytesMax: bytesMax) }
        return Array(content)
    }

    /// The names in a directory, sorted; nil if there is no such directory.
    static func names(in directory: String) -> [String]? {
        let path = directory.isEmpty ? "." : directory
        return try? FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

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
    static func identity(of path: String) -> String {
        URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL
            .path(percentEncoded: false)
    }
}

import Glibc

/// Why a file or directory cannot be had.
package struct FileSystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What callers tell apart.
    package enum Code: Sendable, Hashable {
        case notFound, exists, notPermitted, isDirectory, tooLarge, failed
    }

    package let code: Code
    package let path: String
    /// Without the path: `Permission denied`.
    package let message: String

    package var description: String { "\(path): \(message)" }

    fileprivate init(_ code: Code, _ path: String, _ message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    init(tooLarge path: String, bytesMax: Int) {
        self.init(.tooLarge, path, "the file has more than \(bytesMax) bytes")
    }

    init(errno number: Int32, _ path: String) {
        let code: Code =
            switch number {
            case ENOENT, ENOTDIR: .notFound
            case EEXIST: .exists
            case EACCES, EPERM, EROFS: .notPermitted
            case EISDIR: .isDirectory
            default: .failed
            }
        self.init(code, path, Self.text(of: number))
    }

    /// strerror(3) may use one buffer for all threads; strerror_r does not.
    private static func text(of number: Int32) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let text = buffer.baseAddress,
                unsafe strerror_r(number, text, buffer.count) == 0
            else { return "error \(number)" }
            return unsafe String(cString: text)
        }
    }
}

/// Files and directories by path. A relative path starts at the working directory; links are
/// followed except in `removeTree`.
package enum FileSystem {
    /// What a path can lead to; `other` is a device, a pipe or a socket.
    package enum Kind: Sendable, Hashable {
        case file, directory, other

        fileprivate init(mode: mode_t) {
            self =
                switch mode & S_IFMT {
                case S_IFREG: .file
                case S_IFDIR: .directory
                default: .other
                }
        }
    }

    /// Who may read what is made, less what the umask takes away.
    package enum Readers: Sendable, Hashable {
        case owner, everybody

        fileprivate var fileMode: mode_t { self == .owner ? 0o600 : 0o644 }
        fileprivate var directoryMode: mode_t { self == .owner ? 0o700 : 0o755 }
    }

    private static let chunkBytes = 64 << 10

    /// What is at `path`; nil when there is nothing or nobody may look.
    package static func kind(of path: String) -> Kind? {
        var status = stat()
        guard (try? call(path) { unsafe stat(path, &status) }) != nil else { return nil }
        return Kind(mode: status.st_mode)
    }

    /// What tells one state of a file from another without reading it; nil when there is nothing at
    /// `path` or nobody may look.
    package static func state(of path: String) -> FileState? {
        var status = stat()
        guard (try? call(path) { unsafe stat(path, &status) }) != nil else { return nil }
        return FileState(status)
    }

    /// The path without links, `.` and `..`; nil when it leads to nothing.
    package static func resolved(_ path: String) -> String? {
        guard !path.utf8.contains(0), let found = unsafe realpath(path, nil) else { return nil }
        // "The caller should deallocate this buffer using free(3)" (realpath(3)).
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }

    /// A whole regular file of at most `bytesMax` bytes; a device or a pipe fails, it may never
    /// end.
    ///
    /// - Parameter takesPipes: reads those too, for a person who named one: `<(…)` of a shell is a
    ///   pipe.
    package static func read(
        _ path: String, bytesMax: Int, takesPipes: Bool = false
    ) throws(FileSystemError) -> [UInt8] {
        // O_NONBLOCK: opening a pipe would wait for somebody to write to it.
        let file = try OpenFile(path, takesPipes ? O_RDONLY : O_RDONLY | O_NONBLOCK)
        var status = stat()
        _ = try call(path) { unsafe fstat(file.descriptor, &status) }
        switch Kind(mode: status.st_mode) {
        case .file: break
        case .directory: throw FileSystemError(errno: EISDIR, path)
        case .other where takesPipes: break
        case .other: throw FileSystemError(.failed, path, "this is no regular file")
        }
        let tooLarge = FileSystemError(tooLarge: path, bytesMax: bytesMax)
        guard Int(status.st_size) <= bytesMax else { throw tooLarge }
        // The size may grow, and that of /proc is 0: what counts is what comes.
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunkBytes)
        while bytes.count <= bytesMax {
            let count = try call(path) {
                Int32(unsafe Glibc.read(file.descriptor, &chunk, chunkBytes))
            }
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(Int(count))
        }
        throw tooLarge
    }

    /// The names in a directory, hidden ones too, in no order.
    package static func names(inDirectory path: String) throws(FileSystemError) -> [String] {
        guard !path.utf8.contains(0) else { throw FileSystemError(errno: ENOENT, path) }
        guard let directory = unsafe opendir(path) else {
            throw FileSystemError(errno: errno, path)
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while true {
            // "To distinguish end of stream from an error, set errno to zero" (readdir(3)).
            errno = 0
            guard let entry = unsafe readdir(directory) else { break }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw FileSystemError(errno: errno, path) }
        return names
    }

    /// Writes a file that only this user may read, in place of one that is there.
    package static func write(_ bytes: [UInt8], to path: String) throws(FileSystemError) {
        let file = try OpenFile(path, O_WRONLY | O_CREAT | O_TRUNC)
        try write(bytes, to: file, at: path)
    }

    /// Writes a new file, which is there whole or not at all. Fails with `exists` when something,
    /// if only a link that leads nowhere, is at `path` already.
    package static func create(
        _ bytes: [UInt8], at path: String, for readers: Readers
    ) throws(FileSystemError) {
        let draft = "\(path).\(RandomID.uuid())"
        // Gone from here in any case: link(2) gives the file a second name.
        defer { unsafe unlink(draft) }
        let flags = O_WRONLY | O_CREAT | O_EXCL
        try write(bytes, to: try OpenFile(draft, flags, readers.fileMode), at: draft)
        _ = try call(path) { unsafe link(draft, path) }
    }

    /// Gives a written file its name for good: both are on disk when this returns.
    /// Fails with `exists`, and leaves the draft, when something has the name already.
    package static func publish(_ draft: String, as path: String) throws(FileSystemError) {
        try sync(draft, O_RDONLY)
        _ = try call(path) { unsafe link(draft, path) }
        _ = try call(draft) { unsafe unlink(draft) }
        let end = path.lastIndex(of: "/")
        let directory = end.map { path[...$0] } ?? "."
        try sync(String(directory), O_RDONLY | O_DIRECTORY)
    }

    private static func sync(_ path: String, _ flags: Int32) throws(FileSystemError) {
        let file = try OpenFile(path, flags)
        _ = try call(path) { fsync(file.descriptor) }
    }

    private static func write(
        _ bytes: [UInt8], to file: borrowing OpenFile, at path: String
    ) throws(FileSystemError) {
        let descriptor = file.descriptor
        var written = 0
        while written < bytes.count {
            let rest = bytes[written...].prefix(chunkBytes)
            written += Int(
                try call(path) {
                    unsafe rest.withUnsafeBytes {
                        Int32(unsafe Glibc.write(descriptor, $0.baseAddress, $0.count))
                    }
                })
        }
    }

    /// Makes a directory. Fails with `exists` when something is there already, so that nobody can
    /// have prepared it.
    package static func makeDirectory(
        _ path: String, for readers: Readers = .owner
    ) throws(FileSystemError) {
        _ = try call(path) { unsafe mkdir(path, readers.directoryMode) }
    }

    /// Removes a file, a link or a directory with all that is in it; never what a link leads to.
    package static func removeTree(_ path: String) throws(FileSystemError) {
        var status = stat()
        _ = try call(path) { unsafe lstat(path, &status) }
        guard Kind(mode: status.st_mode) == .directory else {
            _ = try call(path) { unsafe unlink(path) }
            return
        }
        for name in try names(inDirectory: path) { try removeTree("\(path)/\(name)") }
        _ = try call(path) { unsafe rmdir(path) }
    }

    /// `TMPDIR` of the environment, else `/tmp`; without a slash at its end.
    package static func temporaryDirectory(_ environment: [String: String]) -> String {
        guard var path = environment["TMPDIR"], path.hasPrefix("/") else { return "/tmp" }
        while path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// Repeats a call that a signal cut short; any other result below zero is an error.
    fileprivate static func call(
        _ path: String, _ body: () -> Int32
    ) throws(FileSystemError) -> Int32 {
        // C takes what stands before a zero for the whole path.
        guard !path.utf8.contains(0) else { throw FileSystemError(errno: ENOENT, path) }
        while true {
            let result = body()
            if result >= 0 { return result }
            guard errno == EINTR else { throw FileSystemError(errno: errno, path) }
        }
    }
}

/// Which file stands at a path, and when it was changed last.
package struct FileState: Sendable, Hashable {
    private let device: UInt
    private let inode: UInt
    private let mode: UInt32
    /// In bytes.
    package let size: Int
    private let modified: [Int]
    /// The content, or owner and permissions: a file can also become readable.
    private let changed: [Int]

    fileprivate init(_ status: stat) {
        device = status.st_dev
        inode = status.st_ino
        mode = status.st_mode
        size = status.st_size
        modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }
}

/// An open file, closed with the value.
private struct OpenFile: ~Copyable {
    let descriptor: Int32

    init(_ path: String, _ flags: Int32, _ mode: mode_t = 0o600) throws(FileSystemError) {
        descriptor = try FileSystem.call(path) { unsafe open(path, flags | O_CLOEXEC, mode) }
    }

    deinit { close(descriptor) }
}

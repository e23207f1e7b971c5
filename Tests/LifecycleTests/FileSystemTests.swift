import Glibc
import Lifecycle
import Testing

@Suite("File system")
struct FileSystemTests {
    /// Runs `body` with a new directory, which is removed afterwards.
    private func inDirectory(_ body: (String) throws -> Void) throws {
        let directory =
            FileSystem.temporaryDirectory(ProcessEnvironment.current)
            + "/hookferry-test-\(RandomID.uuid())"
        try FileSystem.makeDirectory(directory)
        defer { try? FileSystem.removeTree(directory) }
        try body(directory)
    }

    private func code<Value>(
        _ body: () throws(FileSystemError) -> Value
    ) -> FileSystemError.Code? {
        do throws(FileSystemError) {
            _ = try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "what is written is read, however long it is", arguments: [0, 1, 65_536, 65_537, 300_000])
    func roundTrip(count: Int) throws {
        try inDirectory { directory in
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try FileSystem.write(Array("old and longer".utf8), to: "\(directory)/a")
            try FileSystem.write(bytes, to: "\(directory)/a")
            #expect(try FileSystem.read("\(directory)/a", bytesMax: count) == bytes)
            #expect(
                code { () throws(FileSystemError) in
                    try FileSystem.read("\(directory)/a", bytesMax: count - 1)
                } == .tooLarge)
        }
    }

    @Test("a file that does not tell its size is read up to the limit, too")
    func unknownSize() throws {
        let bytes = try FileSystem.read("/proc/self/status", bytesMax: 64 << 10)
        #expect(!bytes.isEmpty)
        #expect(
            code { () throws(FileSystemError) in
                try FileSystem.read("/proc/self/status", bytesMax: 10)
            } == .tooLarge)
    }

    @Test("a device is read up to the limit where it may be")
    func devices() throws {
        #expect(try FileSystem.read("/dev/null", bytesMax: 1, takesPipes: true).isEmpty)
        #expect(
            code { () throws(FileSystemError) in
                try FileSystem.read("/dev/zero", bytesMax: 100_000, takesPipes: true)
            } == .tooLarge)
    }

    @Test("what is no file is not read, and nobody waits for it")
    func noFile() throws {
        try inDirectory { directory in
            let pipe = "\(directory)/pipe"
            try #require(unsafe mkfifo(pipe, 0o600) == 0)
            let cases: [(String, FileSystemError.Code)] = [
                (pipe, .failed), ("/dev/zero", .failed), (directory, .isDirectory),
                ("\(directory)/none", .notFound), ("\(pipe)/below", .notFound), ("", .notFound),
                ("/dev/null\u{0}.txt", .notFound),
            ]
            for (path, expected) in cases {
                #expect(
                    code { () throws(FileSystemError) in
                        try FileSystem.read(path, bytesMax: 10)
                    } == expected)
            }
        }
    }

    @Test("an error tells the path and the system's reason")
    func sentence() {
        do throws(FileSystemError) {
            _ = try FileSystem.read("/nowhere/at/all", bytesMax: 10)
            Issue.record("there is such a file")
        } catch {
            #expect("\(error)" == "/nowhere/at/all: No such file or directory")
        }
    }

    @Test("a path is a file, a directory, something else or nothing; links are followed")
    func kinds() throws {
        try inDirectory { directory in
            try FileSystem.write([1], to: "\(directory)/file")
            try #require(unsafe symlink("file", "\(directory)/link") == 0)
            try #require(unsafe symlink("none", "\(directory)/broken") == 0)
            #expect(FileSystem.kind(of: "\(directory)/link") == .file)
            #expect(FileSystem.kind(of: directory) == .directory)
            #expect(FileSystem.kind(of: "/dev/null") == .other)
            #expect(FileSystem.kind(of: "\(directory)/broken") == nil)
            #expect(FileSystem.kind(of: "\(directory)/file\u{0}") == nil)
            let file = try #require(FileSystem.resolved("\(directory)/file"))
            #expect(FileSystem.resolved("\(directory)/./link") == file)
            #expect(FileSystem.resolved("\(directory)/broken") == nil)
        }
    }

    @Test("all names of a directory, hidden ones too")
    func names() throws {
        try inDirectory { directory in
            #expect(try FileSystem.names(inDirectory: directory).isEmpty)
            for name in ["b", ".a", "ü"] { try FileSystem.write([], to: "\(directory)/\(name)") }
            #expect(try FileSystem.names(inDirectory: directory).sorted() == [".a", "b", "ü"])
            #expect(
                code { () throws(FileSystemError) in
                    try FileSystem.names(inDirectory: "\(directory)/b")
                } == .notFound)
        }
    }

    @Test("nobody else may read what is written")
    func permissions() throws {
        try inDirectory { directory in
            try FileSystem.write([1], to: "\(directory)/file")
            for (path, mode) in [(directory, mode_t(0o700)), ("\(directory)/file", 0o600)] {
                var status = stat()
                try #require(unsafe stat(path, &status) == 0)
                #expect(status.st_mode & 0o777 == mode)
            }
            #expect(
                code { () throws(FileSystemError) in
                    try FileSystem.makeDirectory(directory)
                } == .exists)
        }
    }

    @Test(
        "a new file is there whole, and what is there already stays",
        arguments: [(FileSystem.Readers.owner, mode_t(0o600)), (.everybody, 0o644)])
    func creation(readers: FileSystem.Readers, mode: mode_t) throws {
        try inDirectory { directory in
            let path = "\(directory)/new"
            try FileSystem.create([1, 2], at: path, for: readers)
            #expect(try FileSystem.read(path, bytesMax: 9) == [1, 2])
            var status = stat()
            try #require(unsafe stat(path, &status) == 0)
            // A umask may take rights away from others, never from the owner.
            #expect(status.st_mode & 0o700 == mode & 0o700)
            #expect(status.st_mode & 0o777 & ~mode == 0)
            try #require(unsafe symlink("/nonexistent", "\(directory)/link") == 0)
            for taken in [path, "\(directory)/link"] {
                #expect(
                    code { () throws(FileSystemError) in
                        try FileSystem.create([3], at: taken, for: readers)
                    } == .exists)
            }
            #expect(try FileSystem.read(path, bytesMax: 9) == [1, 2])
            #expect(try FileSystem.names(inDirectory: directory).sorted() == ["link", "new"])
        }
    }

    @Test("a draft gets its name only where nothing has it")
    func publish() throws {
        try inDirectory { directory in
            let (draft, path) = ("\(directory)/draft", "\(directory)/a")
            try FileSystem.write([1], to: draft)
            try FileSystem.publish(draft, as: path)
            #expect(try FileSystem.read(path, bytesMax: 9) == [1])
            #expect(try FileSystem.names(inDirectory: directory) == ["a"])
            try FileSystem.write([2], to: draft)
            #expect(
                code { () throws(FileSystemError) in
                    try FileSystem.publish(draft, as: path)
                } == .exists)
            #expect(try FileSystem.read(path, bytesMax: 9) == [1])
            #expect(try FileSystem.read(draft, bytesMax: 9) == [2])
            #expect(
                code { () throws(FileSystemError) in
                    try FileSystem.publish("\(directory)/none", as: "\(directory)/b")
                } == .notFound)
        }
    }

    @Test("a tree is removed with all that is in it, and not what a link in it leads to")
    func removal() throws {
        try inDirectory { directory in
            try FileSystem.makeDirectory("\(directory)/kept")
            try FileSystem.write([1], to: "\(directory)/kept/file")
            try FileSystem.makeDirectory("\(directory)/tree")
            try FileSystem.makeDirectory("\(directory)/tree/below")
            try FileSystem.write([1], to: "\(directory)/tree/below/.file")
            try #require(unsafe symlink("../kept", "\(directory)/tree/link") == 0)
            try FileSystem.removeTree("\(directory)/tree")
            #expect(try FileSystem.names(inDirectory: directory) == ["kept"])
            #expect(FileSystem.kind(of: "\(directory)/kept/file") == .file)
            #expect(
                code { () throws(FileSystemError) in
                    try FileSystem.removeTree("\(directory)/tree")
                } == .notFound)
        }
    }

    @Test(
        "temporary files go where TMPDIR says",
        arguments: [
            ([:], "/tmp"), (["TMPDIR": "/var/tmp/"], "/var/tmp"), (["TMPDIR": ""], "/tmp"),
            (["TMPDIR": "relative"], "/tmp"),
        ] as [([String: String], String)])
    func temporaryDirectory(environment: [String: String], path: String) {
        #expect(FileSystem.temporaryDirectory(environment) == path)
    }

    @Test("the state of a file changes with its content and its name, and is nil without one")
    func state() throws {
        try inDirectory { directory in
            let (path, other) = ("\(directory)/a", "\(directory)/b")
            #expect(FileSystem.state(of: path) == nil)
            try FileSystem.write([1], to: path)
            let first = FileSystem.state(of: path)
            #expect(first != nil)
            #expect(FileSystem.state(of: path) == first)
            try FileSystem.write([1, 2], to: path)
            let second = FileSystem.state(of: path)
            #expect(second != first)
            try FileSystem.write([1, 2], to: other)
            #expect(FileSystem.state(of: other) != second)
            #expect(unsafe rename(other, path) == 0)
            #expect(FileSystem.state(of: path) != second)
            #expect(FileSystem.state(of: other) == nil)
            #expect(FileSystem.state(of: "\(path)\0") == nil)
        }
    }
}

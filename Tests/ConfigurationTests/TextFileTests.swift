import Foundation
import Testing

@testable import Configuration

@Suite("Text file")
struct TextFileTests {
    private func failure(_ path: String, bytesMax: Int = 10) -> TextFile.Failure? {
        do throws(TextFile.Failure) {
            _ = try TextFile.read(path, bytesMax: bytesMax)
            return nil
        } catch {
            return error
        }
    }

    @Test("is read up to its limit")
    func limit() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("ten", "0123456789")
        #expect(try TextFile.read(path, bytesMax: 10) == Array("0123456789".utf8))
        #expect(failure(path, bytesMax: 9) == .tooLarge(bytesMax: 9))
        #expect(failure("/dev/zero") == .unreadable)
    }

    @Test("is read through a link, with its own size")
    func link() throws {
        let folder = try TemporaryFolder()
        let target = try folder.write("a file with a rather long name %41", "0123456789")
        let link = "\(folder.path)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        #expect(try TextFile.read(link, bytesMax: 10).count == 10)
        #expect(failure(link, bytesMax: 9) == .tooLarge(bytesMax: 9))
        #expect(TextFile.identity(of: link) == TextFile.identity(of: target))
    }

    @Test("says why it cannot be read")
    func failures() throws {
        let folder = try TemporaryFolder()
        #expect(failure("\(folder.path)/missing") == .missing)
        #expect(failure(folder.path) == .directory)
    }

    @Test(
        "relative paths start where the file lies that names them",
        arguments: [
            ("rules/a.yaml", "", "rules/a.yaml"), ("a.yaml", "conf", "conf/a.yaml"),
            ("./a.yaml", "conf", "conf/a.yaml"), ("../a.yaml", "conf", "conf/../a.yaml"),
            ("/etc/a.yaml", "conf", "/etc/a.yaml"), ("a.yaml", "/", "/a.yaml"),
        ])
    func resolve(path: String, directory: String, resolved: String) {
        #expect(TextFile.resolve(path, from: directory) == resolved)
    }

    @Test("knows its directory")
    func directory() {
        #expect(TextFile.directory(of: "a.yaml") == "")
        #expect(TextFile.directory(of: "conf/a.yaml") == "conf")
        #expect(TextFile.directory(of: "/a.yaml") == "/")
    }
}

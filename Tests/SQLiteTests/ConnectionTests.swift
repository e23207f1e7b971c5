import Foundation
import SQLite
import Testing

@Suite("SQLite connection")
struct ConnectionTests {
    @Test("a file that cannot be opened is an error with its path")
    func aFileThatCannotBeOpened() {
        do {
            _ = try Connection(path: "/nonexistent/dir/file.db")
            Issue.record("opened")
        } catch {
            #expect(error.sql.contains("/nonexistent/dir/file.db"))
        }
    }

    @Test("a read-only connection sees commits and writes nothing")
    func aReadOnlyConnection() throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "hookferry-\(UUID().uuidString).db").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let writer = try Connection(path: path)
        try writer.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(a); INSERT INTO t VALUES(4)")
        let reader = try Connection(path: path, mode: .readOnly)
        let count = try Statement("SELECT a FROM t", on: reader)
        let found = try count.first { $0.integer(0) }
        #expect(found == 4)
        do {
            try reader.execute("INSERT INTO t VALUES(5)")
            Issue.record("a read-only connection wrote")
        } catch {
            #expect(error.primaryCode == 8)
        }
        let before = writer.isInTransaction()
        try writer.execute("BEGIN")
        let after = writer.isInTransaction()
        #expect(!before && after)
    }
}

import Foundation
import SQLite
import Testing

@Suite("SQLite backup")
struct BackupTests {
    private func path() -> String {
        FileManager.default.temporaryDirectory
            .appending(path: "hookferry-\(UUID().uuidString).db").path()
    }

    @Test("the copy is of the moment in which the transaction began, in any number of steps")
    func moment() throws {
        let (from, to) = (path(), path())
        defer {
            for file in [from, to] {
                for suffix in ["", "-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: file + suffix)
                }
            }
        }
        let writer = try Connection(path: from)
        try writer.execute("PRAGMA journal_mode = WAL; CREATE TABLE t(a)")
        // 3,000 pages of 4 KiB.
        for _ in 0..<3 { try writer.execute("INSERT INTO t VALUES(zeroblob(4096000))") }
        let reader = try Connection(path: from, mode: .readOnly)
        let count = try Statement("SELECT count(*) FROM t", on: reader)
        try reader.execute("BEGIN")
        #expect(try count.first { $0.integer(0) } == 3)
        try writer.execute("INSERT INTO t VALUES(4)")
        try reader.backUp(to: to)
        try reader.execute("ROLLBACK")
        #expect(try count.first { $0.integer(0) } == 4)
        let copy = try Connection(path: to)
        let copied = try Statement("SELECT count(*), sum(length(a)) FROM t", on: copy)
        let found = try copied.first { ($0.integer(0), $0.integer(1)) }
        #expect(found?.0 == 3 && found?.1 == 3 * 4_096_000)
    }

    @Test("a copy that cannot be written is an error")
    func refused() throws {
        let from = path()
        defer { try? FileManager.default.removeItem(atPath: from) }
        let connection = try Connection(path: from)
        try connection.execute("CREATE TABLE t(a)")
        do {
            try connection.backUp(to: "/nonexistent/copy.db")
            Issue.record("copied")
        } catch {
            #expect(error.sql.contains("/nonexistent/copy.db"))
        }
    }
}

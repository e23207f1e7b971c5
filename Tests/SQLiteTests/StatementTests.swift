import Foundation
import SQLite
import Testing

@Suite("SQLite statement")
struct StatementTests {
    @Test("values go in and come out")
    func valuesGoInAndComeOut() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(a, b, c, d)")
        let insert = try Statement("INSERT INTO t VALUES(?, ?, ?, ?)", on: connection)
        try insert.run(.integer(.max), "é😀\u{0}x", .blob([0, 1, 255]), nil)
        try insert.run(1, "", .blob([]), nil)
        let changes = connection.changes()
        #expect(changes == 1)
        let select = try Statement("SELECT * FROM t WHERE a >= ? ORDER BY a DESC", on: connection)
        for _ in 0..<2 {
            let rows = try select.all(1) { row in
                (row.integer(0), row.text(1), row.blob(2), row.optionalText(3), row.isNull(2))
            }
            #expect(rows.count == 2)
            #expect(rows.first?.0 == .max)
            #expect(rows.first?.1 == "é😀\u{0}x")
            #expect(rows.first?.2 == [0, 1, 255])
            #expect(rows.first?.3 == nil)
            #expect(rows.last?.4 == false)
        }
        let null = try select.first(.integer(.max)) { $0.optionalInteger(3) }
        #expect(null == .some(nil))
        let none = try Statement("SELECT * FROM t WHERE a = 7", on: connection)
        let absent = try none.first { $0.integer(0) }
        #expect(absent == nil)
    }

    @Test("a mistake tells its code and statement, never its values")
    func aMistakeTellsItsCode() throws {
        let connection = try Connection(path: ":memory:")
        do {
            try connection.execute("SELEC")
            Issue.record("a broken statement was taken")
        } catch {
            #expect(error.primaryCode == 1)
        }
        try connection.execute("CREATE TABLE t(a UNIQUE)")
        let insert = try Statement("INSERT INTO t VALUES(?)", on: connection)
        try insert.run("secret-value")
        do {
            try insert.run("secret-value")
            Issue.record("a duplicate was taken")
        } catch {
            #expect(error.code == 2067)
            #expect(error.primaryCode == 19)
            #expect(!error.description.contains("secret-value"))
        }
        try insert.run("other")
    }
}

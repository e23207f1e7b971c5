/// What SQLite refused, in its own words. Bound values never stand in it.
package struct SQLiteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The extended result code: https://sqlite.org/rescode.html
    package let code: Int32
    package let message: String
    /// The statement with its placeholders, or what was being done.
    package let sql: String

    /// The lower 8 bits of the extended code.
    package var primaryCode: Int32 { code & 0xFF }

    package var description: String { "SQLite error \(code): \(message) – in: \(sql)" }
}

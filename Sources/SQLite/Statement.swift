internal import CSQLite

/// A value on its way into a statement.
package enum SQLiteValue: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByNilLiteral,
    ExpressibleByIntegerLiteral
{
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(nilLiteral: ()) { self = .null }

    package init(_ value: Int64?) { self = value.map(SQLiteValue.integer) ?? .null }
    package init(_ value: Int) { self = .integer(Int64(value)) }
    package init(_ value: String?) { self = value.map(SQLiteValue.text) ?? .null }
}

/// A prepared statement, used again and again by the owner of its connection.
@safe package struct Statement: ~Copyable {
    private let raw: OpaquePointer
    private let sql: String

    package init(_ sql: String, on connection: borrowing Connection) throws(SQLiteError) {
        var handle: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            connection.raw, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle = unsafe handle else {
            throw connection.error(code, sql)
        }
        unsafe raw = handle
        self.sql = sql
    }

    deinit { unsafe sqlite3_finalize(raw) }

    /// Runs the statement and drops its rows.
    package borrowing func run(_ values: SQLiteValue...) throws(SQLiteError) {
        try bind(values)
        defer { reset() }
        while try step() {}
    }

    /// The first row, read by `read`; nil without one.
    package borrowing func first<Value>(
        _ values: SQLiteValue..., read: (borrowing Row) -> Value
    ) throws(SQLiteError) -> Value? {
        try bind(values)
        defer { reset() }
        return try step() ? read(unsafe Row(raw)) : nil
    }

    /// Every row, read by `read`.
    package borrowing func all<Value>(
        _ values: SQLiteValue..., read: (borrowing Row) -> Value
    ) throws(SQLiteError) -> [Value] {
        try bind(values)
        defer { reset() }
        var rows: [Value] = []
        while try step() { rows.append(read(unsafe Row(raw))) }
        return rows
    }

    private borrowing func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
        for (offset, value) in values.enumerated() {
            let index = Int32(offset + 1)
            let code: Int32
            switch value {
            case .null: code = unsafe sqlite3_bind_null(raw, index)
            case .integer(let number): code = unsafe sqlite3_bind_int64(raw, index, number)
            case .text(let text):
                let count = Int32(clamping: text.utf8.count)
                code = unsafe hookferry_bind_text(raw, index, text, count)
            case .blob(let bytes):
                let count = Int32(clamping: bytes.count)
                code = unsafe hookferry_bind_blob(raw, index, bytes, count)
            }
            guard code == SQLITE_OK else { throw error(code) }
        }
    }

    private borrowing func step() throws(SQLiteError) -> Bool {
        let code = unsafe sqlite3_step(raw)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw error(code)
        }
    }

    private borrowing func reset() {
        // The result repeats the error of the last step, which `step` has thrown already.
        unsafe sqlite3_reset(raw)
        unsafe sqlite3_clear_bindings(raw)
    }

    private borrowing func error(_ code: Int32) -> SQLiteError {
        let message = unsafe String(cString: sqlite3_errmsg(sqlite3_db_handle(raw)))
        return SQLiteError(code: code, message: message, sql: sql)
    }
}

/// The row a statement stands on, valid inside the closure that gets it.
@safe package struct Row: ~Copyable {
    private let raw: OpaquePointer

    fileprivate init(_ raw: OpaquePointer) { unsafe self.raw = raw }

    /// Whether the column is NULL.
    package func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(raw, column) == SQLITE_NULL
    }

    /// 0 for NULL.
    package func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(raw, column) }

    /// Nil for NULL.
    package func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    /// Empty for NULL.
    package func text(_ column: Int32) -> String {
        String(decoding: blob(column), as: UTF8.self)
    }

    /// Nil for NULL.
    package func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// The bytes of a blob, or the UTF-8 of a text; empty for NULL.
    package func blob(_ column: Int32) -> [UInt8] {
        // "call sqlite3_column_blob() followed by sqlite3_column_bytes()": the pointer is good
        // until the next step, the bytes are copied here.
        guard let start = unsafe sqlite3_column_blob(raw, column) else { return [] }
        let count = Int(unsafe sqlite3_column_bytes(raw, column))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}

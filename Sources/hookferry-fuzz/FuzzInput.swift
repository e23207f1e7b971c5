/// An input of several texts, one a line. What is no UTF-8 becomes replacement characters, since
/// patterns, expressions and templates are strings when they come to their readers.
struct FuzzInput {
    let lines: [String]

    init(_ bytes: [UInt8]) {
        lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The document, which stands in the last line.
    var last: String { lines.last ?? "" }

    /// Everything before the last line.
    var head: String { lines.dropLast().joined(separator: "\n") }
}

/// A number as it was written. The text is kept because rounding an account number or a 20-digit
/// identifier to a `Double` would change what the sender said.
package struct JSONNumber: Sendable, Hashable {
    /// RFC 8259 number text, never empty.
    package let text: String

    package init(_ value: Int) { text = String(value) }

    /// Nil for NaN and infinities, which JSON cannot write. Whole numbers print without a fraction.
    package init?(_ value: Double) {
        guard value.isFinite else { return nil }
        if value == value.rounded(), abs(value) < 1e15 {
            text = String(Int(value))
        } else {
            text = "\(value)"
        }
    }

    /// Nil when the text is not an RFC 8259 number.
    package init?(text: String) {
        guard let document = try? JSONDocument(parsing: Array(text.utf8)),
            let only = document.entries.first, only.kind == .number,
            only.text == document.bytes.indices
        else { return nil }
        self.text = text
    }

    init(scanned text: String) { self.text = text }

    /// Nil when it has a fraction or does not fit; `1e3` and `10.0` are whole numbers.
    package var int: Int? { Int(text) ?? Int(exactly: double) }

    /// The nearest `Double`; infinite when the exponent is too large.
    package var double: Double { Double(text) ?? .nan }
}

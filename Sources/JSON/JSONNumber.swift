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
        var scanner = NumberScanner()
        guard !text.isEmpty, text.utf8.allSatisfy({ scanner.take($0) }), scanner.isComplete else {
            return nil
        }
        self.text = text
    }

    init(scanned text: String) { self.text = text }

    /// Nil when it has a fraction or does not fit; `1e3` and `10.0` are whole numbers.
    package var int: Int? { Int(text) ?? Int(exactly: double) }

    /// The nearest `Double`; infinite when the exponent is too large.
    package var double: Double { Double(text) ?? .nan }
}

/// The grammar of RFC 8259 section 6, one byte at a time.
struct NumberScanner {
    private enum State { case start, minus, zero, whole, point, fraction, exponent, sign, power }
    private var state = State.start

    /// Whether the bytes taken so far are a whole number text.
    var isComplete: Bool {
        switch state {
        case .zero, .whole, .fraction, .power: true
        case .start, .minus, .point, .exponent, .sign: false
        }
    }

    /// Takes one byte; false when a number cannot go on with it.
    mutating func take(_ byte: UInt8) -> Bool {
        guard let next = next(byte) else { return false }
        state = next
        return true
    }

    private func next(_ byte: UInt8) -> State? {
        let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        switch (state, byte) {
        case (.start, UInt8(ascii: "-")): return .minus
        case (.start, UInt8(ascii: "0")), (.minus, UInt8(ascii: "0")): return .zero
        case (.start, _) where isDigit, (.minus, _) where isDigit, (.whole, _) where isDigit:
            return .whole
        case (.zero, UInt8(ascii: ".")), (.whole, UInt8(ascii: ".")): return .point
        case (.point, _) where isDigit, (.fraction, _) where isDigit: return .fraction
        case (.zero, UInt8(ascii: "e")), (.zero, UInt8(ascii: "E")),
            (.whole, UInt8(ascii: "e")), (.whole, UInt8(ascii: "E")),
            (.fraction, UInt8(ascii: "e")), (.fraction, UInt8(ascii: "E")):
            return .exponent
        case (.exponent, UInt8(ascii: "+")), (.exponent, UInt8(ascii: "-")): return .sign
        case (.exponent, _) where isDigit, (.sign, _) where isDigit, (.power, _) where isDigit:
            return .power
        default: return nil
        }
    }
}

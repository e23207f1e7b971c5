import JSON

/// Reads an event's number without making a string of it, where that is exact.
enum NumberText {
    /// As many digits always come back from a `Double` unchanged.
    private static let digitsMax = 15
    /// Powers of ten up to here are exact as a `Double`.
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// The number's value if patterns can compare it; else not a number.
    static func value(_ text: Span<UInt8>) -> Double {
        if let number = double(text) { return number }
        guard case .number(let number) = scalar(text) else { return .nan }
        return number
    }

    /// The number as patterns compare it, whatever it takes.
    static func scalar(_ text: Span<UInt8>) -> Scalar {
        var bytes: [UInt8] = []
        for index in text.indices { bytes.append(text[index]) }
        let number = JSONNumber(text: String(decoding: bytes, as: UTF8.self))
        return number.flatMap { Scalar(.number($0)) } ?? .null
    }

    /// The value of a number without exponent and of few digits; nil for others. It is exact: the
    /// digits and the power of ten are, and IEEE 754 rounds their quotient correctly.
    @inline(__always)
    private static func double(_ text: Span<UInt8>) -> Double? {
        guard text.count <= digitsMax else { return nil }
        var mantissa: UInt64 = 0
        var fractionDigits = 0
        var isFraction = false
        for index in text.indices {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                mantissa = mantissa &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
                fractionDigits &+= isFraction ? 1 : 0
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "-"): break
            default: return nil
            }
        }
        let magnitude = Double(mantissa) / powers[fractionDigits]
        // Subtracting from 0 never gives -0.
        return text[0] == UInt8(ascii: "-") ? 0 - magnitude : magnitude
    }
}

/// Ids that nobody can guess and no two of which are alike.
package enum RandomID {
    /// A version 4 UUID of RFC 9562 in lower case: `0e5f9c1c-9d5b-4c0b-8a3e-5b1f6d0c2a47`. Its 122
    /// random bits come from getrandom(2), by way of Swift's generator.
    package static func uuid() -> String {
        let high = UInt64.random(in: .min ... .max) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = UInt64.random(in: .min ... .max) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = hex(high) + hex(low)
        var (text, rest) = ("", digits[...])
        for length in [8, 4, 4, 4] {
            text += rest.prefix(length) + "-"
            rest = rest.dropFirst(length)
        }
        return text + rest
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

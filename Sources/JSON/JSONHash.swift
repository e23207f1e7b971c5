/// A hash of a few bytes, the same in every run, for tables whose keys nobody hostile chose.
/// A table filled by strangers needs Swift's own, which is seeded.
package enum JSONHash {
    /// The hash of bytes, taken eight at a time.
    @inlinable @inline(__always)
    package static func hash(_ bytes: Span<UInt8>) -> UInt32 {
        var state = UInt64(truncatingIfNeeded: bytes.count) &* factor
        var index = 0
        while index &+ 8 <= bytes.count {
            state = mixed(state, bytes.word(at: index))
            index &+= 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index &+= 1
        }
        state = mixed(state, rest)
        return UInt32(truncatingIfNeeded: state >> 32)
    }

    /// The golden ratio's bits, as in Fibonacci hashing.
    @inlinable @inline(__always)
    package static var factor: UInt64 { 0x9E37_79B9_7F4A_7C15 }

    /// One more word taken in.
    @inlinable @inline(__always)
    package static func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ word) &* factor
        return product ^ product >> 29
    }
}

/// Bytes taken eight at a time.
extension Span<UInt8> {
    /// Eight bytes, the first one lowest. The compiler makes one checked load of it, as a look at
    /// the assembly shows.
    @inlinable @inline(__always)
    package func word(at index: Int) -> UInt64 {
        let part = extracting(index..<(index &+ 8))
        let low =
            UInt64(part[0]) | UInt64(part[1]) << 8 | UInt64(part[2]) << 16 | UInt64(part[3]) << 24
        let high =
            UInt64(part[4]) | UInt64(part[5]) << 8 | UInt64(part[6]) << 16 | UInt64(part[7]) << 24
        return low | high << 32
    }

    /// The first quote, backslash or control character at or after `index`; the end without one.
    @inline(__always)
    func plainEnd(from index: Int) -> Int {
        var index = index
        while index &+ 8 <= count {
            // Eight bytes at once: a byte that is zero after the exclusive or borrows its high bit.
            let word = word(at: index)
            let quote = (word ^ 0x2222_2222_2222_2222) &- 0x0101_0101_0101_0101
            let backslash = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- 0x0101_0101_0101_0101
            let control = word &- 0x2020_2020_2020_2020
            let hits = (quote | backslash | control) & ~word & 0x8080_8080_8080_8080
            if hits != 0 { return index &+ hits.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        while index < count, !Self.endsPlainText(self[index]) { index &+= 1 }
        return index
    }

    private static func endsPlainText(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20
    }
}

import JSON

/// Comparisons of texts as UTF-8, which never takes a part of one character for another.
extension Span<UInt8> {
    func isEqual(to other: Span<UInt8>) -> Bool {
        count == other.count && has(other, at: 0)
    }

    func hasPrefix(_ prefix: Span<UInt8>) -> Bool {
        count >= prefix.count && has(prefix, at: 0)
    }

    func hasSuffix(_ suffix: Span<UInt8>) -> Bool {
        count >= suffix.count && has(suffix, at: count - suffix.count)
    }

    /// Whether `part` stands at `offset`, where there is room for it.
    func has(_ part: Span<UInt8>, at offset: Int) -> Bool {
        var index = 0
        while index &+ 8 <= part.count {
            guard word(at: offset &+ index) == part.word(at: index) else { return false }
            index &+= 8
        }
        while index < part.count {
            guard self[offset &+ index] == part[index] else { return false }
            index &+= 1
        }
        return true
    }

    /// Less than zero, zero or more as this text comes before, is, or comes after the other.
    func compare(to other: Span<UInt8>) -> Int {
        for index in 0..<Swift.min(count, other.count) where self[index] != other[index] {
            return Int(self[index]) - Int(other[index])
        }
        return count - other.count
    }
}

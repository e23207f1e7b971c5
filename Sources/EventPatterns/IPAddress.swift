import JSON

/// An IP address as Java's `InetAddress` reads it, on which event-ruler relies.
///
/// IPv4 is four decimal numbers, leading zeros allowed, of at most 15 characters; IPv6 is groups of
/// hexadecimal digits, leading zeros allowed, without an IPv4 tail or a zone. An IPv4 address that
/// is mapped into IPv6, as `::ffff:a00:1`, is that IPv4 address.
struct IPAddress: Hashable, Sendable {
    let family: Family
    /// An IPv4 address is in the lowest 32.
    let bits: UInt128

    enum Family: Hashable, Sendable {
        case v4, v6

        var bitCount: Int { self == .v4 ? 32 : 128 }
    }

    /// Nil for a text that is no address.
    init?(_ text: Span<UInt8>) {
        if let bits = Self.v4Bits(text) {
            family = .v4
            self.bits = bits
            return
        }
        guard let bits = Self.v6Bits(text) else { return nil }
        let isMapped = bits >> 32 == 0xFFFF
        family = isMapped ? .v4 : .v6
        self.bits = isMapped ? bits & 0xFFFF_FFFF : bits
    }

    private static func v4Bits(_ text: Span<UInt8>) -> UInt128? {
        guard (7...15).contains(text.count) else { return nil }
        var bits: UInt128 = 0
        var dots = 0
        var number: UInt128?
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                number = (number ?? 0) * 10 + UInt128(text[index] - UInt8(ascii: "0"))
            case UInt8(ascii: "."):
                guard let part = number, part <= 0xFF else { return nil }
                bits = bits << 8 | part
                number = nil
                dots += 1
            default: return nil
            }
        }
        guard let part = number, part <= 0xFF, dots == 3 else { return nil }
        return bits << 8 | part
    }

    private static func v6Bits(_ text: Span<UInt8>) -> UInt128? {
        let colon = UInt8(ascii: ":")
        guard text.count >= 2 else { return nil }
        var groups = Groups()
        var group: UInt128?
        // Of two colons at the start the second one is the gap.
        guard text[0] != colon || text[1] == colon else { return nil }
        for index in (text[0] == colon ? 1 : 0)..<text.count {
            if let digit = text[index].hexDigitValue {
                let longer = (group ?? 0) << 4 | UInt128(digit)
                guard longer <= 0xFFFF else { return nil }
                group = longer
                continue
            }
            guard text[index] == colon else { return nil }
            if let complete = group {
                guard index + 1 < text.count, groups.add(complete) else { return nil }
                group = nil
            } else if !groups.addGap() {
                return nil
            }
        }
        if let group, !groups.add(group) { return nil }
        return groups.bits
    }

    /// The groups of an IPv6 address, as they come.
    private struct Groups {
        private static let countMax = 8
        private var read: UInt128 = 0
        private var count = 0
        /// The number of groups before `::`.
        private var gap: Int?

        /// False for one group too many.
        mutating func add(_ group: UInt128) -> Bool {
            guard count < Self.countMax else { return false }
            read = read << 16 | group
            count += 1
            return true
        }

        /// False for a second gap.
        mutating func addGap() -> Bool {
            guard gap == nil else { return false }
            gap = count
            return true
        }

        /// Nil for too few groups, or none to leave out.
        var bits: UInt128? {
            guard let gap else { return count == Self.countMax ? read : nil }
            guard count < Self.countMax else { return nil }
            let behind = (count - gap) * 16
            let head = read >> behind
            return head << (128 - gap * 16) | (read ^ head << behind)
        }
    }
}

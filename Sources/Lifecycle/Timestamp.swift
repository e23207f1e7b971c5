import FoundationEssentials

/// A moment in whole milliseconds since 1970-01-01T00:00:00Z, the resolution of the journal.
package struct Timestamp: Sendable, Hashable, Comparable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads ISO 8601 with a zone, with or without a fraction: `2016-09-27T18:39:40.062Z`.
    package init?(iso8601 text: String) {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.utf8.contains(0x2E))
        guard Self.endsWithZone(text), let date = try? style.parse(text) else { return nil }
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    /// Foundation's reader passes over what follows the zone, so what follows is looked at here:
    /// digits up to the Z, or four digits and perhaps a colon behind the last sign.
    private static func endsWithZone(_ text: String) -> Bool {
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let bytes = Array(text.utf8)
        if bytes.last == UInt8(ascii: "Z") { return bytes.dropLast().last.map(isDigit) ?? false }
        let signs = [UInt8(ascii: "+"), UInt8(ascii: "-")]
        let zone = bytes.suffix(from: (bytes.lastIndex(where: signs.contains) ?? -1) + 1)
        let digits = zone.count == 5 && zone[zone.startIndex + 2] == UInt8(ascii: ":")
            ? zone.prefix(2) + zone.suffix(2) : zone
        return bytes.count > 16 && digits.count == 4 && digits.allSatisfy(isDigit)
    }

    /// `2016-09-27T18:39:40.062Z`
    package var iso8601: String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Saturates instead of overflowing.
    package func adding(milliseconds delta: Int64) -> Timestamp {
        let (sum, overflow) = milliseconds.addingReportingOverflow(delta)
        guard overflow else { return Timestamp(milliseconds: sum) }
        return Timestamp(milliseconds: delta > 0 ? .max : .min)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    private var date: Date {
        // Half a millisecond more, because a Double of .062 seconds may print as .061.
        Date(timeIntervalSince1970: (Double(milliseconds) + 0.5) / 1000)
    }
}

/// Where the time comes from: the system's clock, or a test's.
package struct WallClock: Sendable {
    package let now: @Sendable () -> Timestamp

    package init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    package static let system = WallClock {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}

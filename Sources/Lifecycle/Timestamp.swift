import FoundationEssentials

/// A moment in whole milliseconds since 1970-01-01T00:00:00Z, the resolution of the journal.
package struct Timestamp: Sendable, Hashable, Comparable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads ISO 8601 with a zone, with or without a fraction: `2016-09-27T18:39:40.062Z`.
    package init?(iso8601 text: String) {
        let fraction = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? fraction.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text))
        else { return nil }
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
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

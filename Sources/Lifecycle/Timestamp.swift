import Glibc

/// A moment in whole milliseconds since 1970-01-01T00:00:00Z, the resolution of the journal.
package struct Timestamp: Sendable, Hashable, Comparable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads ISO 8601 with a zone, with or without a fraction: `2016-09-27T18:39:40.062Z`. Nothing
    /// may stand before or behind it, and the day must be in the calendar.
    package init?(iso8601 text: String) {
        guard let milliseconds = ISO8601.milliseconds(of: text) else { return nil }
        self.milliseconds = milliseconds
    }

    /// `2016-09-27T18:39:40.062Z`
    package var iso8601: String { ISO8601.text(of: milliseconds) }

    /// Saturates instead of overflowing.
    package func adding(milliseconds delta: Int64) -> Timestamp {
        let (sum, overflow) = milliseconds.addingReportingOverflow(delta)
        guard overflow else { return Timestamp(milliseconds: sum) }
        return Timestamp(milliseconds: delta > 0 ? .max : .min)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

/// Where the time comes from: the system's clock, or a test's.
package struct WallClock: Sendable {
    package let now: @Sendable () -> Timestamp

    package init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    package static let system = WallClock {
        var time = timespec()
        // It fails only for a clock that does not exist (clock_gettime(2)).
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

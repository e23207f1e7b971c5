import Glibc

/// How far the clocks of a place are from UTC, which depends on the moment where there is summer
/// time.
package struct LocalTime: Sendable {
    /// Seconds east of UTC.
    package let offsetSeconds: @Sendable (Timestamp) -> Int

    package init(offsetSeconds: @escaping @Sendable (Timestamp) -> Int) {
        self.offsetSeconds = offsetSeconds
    }

    /// The machine's own zone: `TZ`, else /etc/localtime; read when it is first asked for.
    package static let system = LocalTime { time in
        var seconds = time_t(time.milliseconds / 1_000)
        var parts = unsafe tm()
        // Fails only for years that an Int32 does not hold; UTC then.
        guard unsafe localtime_r(&seconds, &parts) != nil else { return 0 }
        return unsafe Int(parts.tm_gmtoff)
    }

    /// One distance all the year round.
    package static func fixed(minutes: Int) -> LocalTime { LocalTime { _ in minutes * 60 } }
}

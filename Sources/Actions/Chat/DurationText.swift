import Lifecycle

/// A time span in words, as short as people say it: `12 min`, `2 min 5 s`, `3 h 5 min`.
enum DurationText {
    /// From this many minutes on nobody wants to know the seconds.
    private static let secondsMinutesMax: Int64 = 10

    /// Of less than a second, and of a negative span, which two clocks may give: `under 1 s`.
    static func words(ofMilliseconds span: Int64) -> String {
        let seconds = span / 1_000
        let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400)
        if seconds < 1 { return "under 1 s" }
        if minutes < 1 { return "\(seconds) s" }
        if minutes < secondsMinutesMax { return joined(minutes, "min", seconds % 60, "s") }
        if hours < 1 { return "\(minutes) min" }
        if days < 1 { return joined(hours, "h", minutes % 60, "min") }
        return joined(days, days == 1 ? "day" : "days", hours % 24, "h")
    }

    /// Nil when the end is before the beginning.
    static func words(from beginning: Timestamp, to end: Timestamp) -> String? {
        guard beginning <= end else { return nil }
        let span = end.milliseconds.subtractingReportingOverflow(beginning.milliseconds)
        return words(ofMilliseconds: span.overflow ? .max : span.partialValue)
    }

    private static func joined(
        _ large: Int64, _ largeUnit: String, _ small: Int64, _ smallUnit: String
    ) -> String {
        small == 0 ? "\(large) \(largeUnit)" : "\(large) \(largeUnit) \(small) \(smallUnit)"
    }
}

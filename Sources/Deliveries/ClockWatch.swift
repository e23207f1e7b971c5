import Lifecycle

/// Notices that the wall clock was set, by a clock that nobody sets: a pure value.
struct ClockWatch: Sendable, Equatable {
    /// What is less is the daily work of NTP, and of looks that take their time.
    static let jumpMillisecondsMin: Int64 = 60_000

    private var time: Timestamp
    /// Milliseconds of the clock that nobody sets.
    private var elapsed: Int64

    init(_ time: Timestamp, elapsed: Int64) {
        self.time = time
        self.elapsed = elapsed
    }

    /// By how many milliseconds the clock was set forward, or back when negative; 0 when it was
    /// not.
    func jump(to now: Timestamp, elapsed after: Int64) -> Int64 {
        let passed = after.subtractingSaturating(elapsed)
        let shown = now.milliseconds.subtractingSaturating(time.milliseconds)
        let jump = shown.subtractingSaturating(passed)
        return jump.magnitude >= UInt64(Self.jumpMillisecondsMin) ? jump : 0
    }

    /// The same; from now on the clock counts as right.
    mutating func look(_ now: Timestamp, elapsed after: Int64) -> Int64 {
        defer { self = ClockWatch(now, elapsed: after) }
        return jump(to: now, elapsed: after)
    }
}

extension Int64 {
    fileprivate func subtractingSaturating(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        guard overflow else { return difference }
        return self < other ? .min : .max
    }
}

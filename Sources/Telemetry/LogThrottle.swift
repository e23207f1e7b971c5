internal import Synchronization

/// Keeps one trouble from filling the disk that holds the log: of one message only so many lines
/// are written in a while, and later it is told how many were left out.
package final class LogThrottle: Sendable {
    private let now: @Sendable () -> Duration
    private let windows = Mutex<[String: Window]>([:])

    private struct Window {
        let begun: Duration
        var lines = 0

        var leftOut: Int { max(0, lines - linesMax) }

        func isOver(at now: Duration) -> Bool { now - begun >= length }
    }

    /// Lines of one message in one window.
    static let linesMax = 100
    static let length = Duration.seconds(10)

    /// - Parameter now: a time that only goes forward.
    package init(now: @escaping @Sendable () -> Duration) { self.now = now }

    /// Counts time from its making.
    package convenience init() {
        let start = ContinuousClock.now
        self.init { start.duration(to: .now) }
    }

    /// Whether a line with this message is written. Messages are constants, so there are few.
    func admits(_ message: String) -> Bool {
        let now = now()
        return windows.withLock { windows in
            var window = windows[message] ?? Window(begun: now)
            window.lines += 1
            windows[message] = window
            return window.lines <= Self.linesMax
        }
    }

    /// Forgets the windows that are over; what was left out of them, in the messages' order.
    func leftOut() -> [(message: String, lines: Int)] {
        let now = now()
        let over = windows.withLock { windows in
            let over = windows.filter { $0.value.isOver(at: now) }
            for message in over.keys { windows[message] = nil }
            return over
        }
        return over.filter { $0.value.leftOut > 0 }
            .map { (message: $0.key, lines: $0.value.leftOut) }
            .sorted { $0.message < $1.message }
    }
}

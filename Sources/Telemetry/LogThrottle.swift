internal import Synchronization

/// Keeps one trouble from filling the disk that holds the log: of one message and key only so many
/// lines are written in a while, and later it is told how many were left out.
package final class LogThrottle: Sendable {
    private let now: @Sendable () -> Duration
    private let windows = Mutex<[Trouble: Window]>([:])

    /// What was left out of one trouble; its key is empty unless the message is told apart by one.
    typealias LeftOut = (message: String, key: String, lines: Int)

    private struct Trouble: Hashable {
        let message: String
        let key: String
    }

    private struct Window {
        let begun: Duration
        var lines = 0

        var leftOut: Int { max(0, lines - linesMax) }

        func isOver(at now: Duration) -> Bool { now - begun >= length }
    }

    /// Lines of one message and key in one window.
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
    func admits(_ message: String, _ throttling: LogThrottling) -> Bool {
        let trouble: Trouble
        switch throttling {
        case .message: trouble = Trouble(message: message, key: "")
        case .each(let key): trouble = Trouble(message: message, key: key)
        case .none: return true
        }
        let now = now()
        return windows.withLock { windows in
            var window = windows[trouble] ?? Window(begun: now)
            window.lines += 1
            windows[trouble] = window
            return window.lines <= Self.linesMax
        }
    }

    /// Forgets the windows that are over, or all of them at the end; what was left out of them, in
    /// the order of messages and keys.
    func leftOut(atEnd isEnd: Bool = false) -> [LeftOut] {
        let now = now()
        let over = windows.withLock { windows in
            let over = windows.filter { isEnd || $0.value.isOver(at: now) }
            for trouble in over.keys { windows[trouble] = nil }
            return over
        }
        return over.filter { $0.value.leftOut > 0 }
            .map { (message: $0.key.message, key: $0.key.key, lines: $0.value.leftOut) }
            .sorted { ($0.message, $0.key) < ($1.message, $1.key) }
    }
}

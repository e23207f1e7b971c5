package import Lifecycle

/// A daily window in which only messages that cannot wait are sent.
package struct QuietHours: Sendable, Hashable {
    /// Minutes after midnight; a window that ends before it begins goes past midnight.
    package let begin: Int
    package let end: Int
    /// Minutes east of UTC; nil for the machine's own time zone.
    package let offsetMinutes: Int?

    package init(begin: Int, end: Int, offsetMinutes: Int?) {
        self.begin = begin
        self.end = end
        self.offsetMinutes = offsetMinutes
    }

    /// When the window ends that the time lies in; nil when it lies in none.
    package func end(after time: Timestamp) -> Timestamp? { nil }
}

/// How many of something in how much time: `100/s` is 100 in 1,000 milliseconds.
package struct Rate: Sendable, Hashable {
    /// From 1 to `countMax`.
    package let count: Int
    /// From 1 to `periodMillisecondsMax`.
    package let periodMilliseconds: Int

    /// No machine takes more in any time that is worth a limit; times the longest period, twice
    /// over, it fits an `Int`.
    package static let countMax = 100_000_000
    /// A leap year.
    package static let periodMillisecondsMax = 366 * 86_400_000

    /// What is out of range becomes the nearest that is not.
    package init(count: Int, periodMilliseconds: Int) {
        self.count = min(max(count, 1), Self.countMax)
        self.periodMilliseconds = min(max(periodMilliseconds, 1), Self.periodMillisecondsMax)
    }
}

/// How much is done at once of a work that has no hurry, so that nobody waits long for its end.
struct BatchPace {
    /// What the next batch has.
    private(set) var count: Int
    private let range: ClosedRange<Int>

    /// What one batch may take: an acknowledgement waits for no more than that.
    static let target = Duration.milliseconds(5)
    /// One slow batch, as by another program's writes, does not make the next ones tiny.
    private static let changeMax = 2.0

    init(_ count: Int, in range: ClosedRange<Int>) {
        self.count = count
        self.range = range
    }

    /// After a batch that took so long.
    mutating func adapt(to spent: Duration) {
        let ratio = spent / Self.target
        let change = min(max(ratio, 1 / Self.changeMax), Self.changeMax)
        let wanted = Int((Double(count) / change).rounded())
        count = min(max(wanted, range.lowerBound), range.upperBound)
    }
}

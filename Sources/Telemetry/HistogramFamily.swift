/// A histogram of durations with labels, as Prometheus has it: how many took no longer than each
/// bound (https://prometheus.io/docs/concepts/metric_types/#histogram).
///
/// Label values are bounded as those of a `CounterFamily`.
package struct HistogramFamily: Sendable {
    private struct Series {
        /// How many fell between the bound before and this one; the last is beyond all bounds.
        var counts: [UInt64]
        var sum = 0.0
    }

    private let name: String
    private let help: String
    private let labels: [String]
    private let bounds: [Double]
    private var series: [[String]: Series] = [:]

    /// - Parameters:
    ///   - name: begins with `hookferry_` and ends with `_seconds`.
    ///   - help: one line for people.
    ///   - bounds: in seconds, ascending; the infinite one is added.
    package init(_ name: String, help: String, labels: [String], bounds: [Double]) {
        precondition(
            zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "\(name) has disordered bounds")
        self.name = name
        self.help = help
        self.labels = labels
        self.bounds = bounds
    }

    /// Counts one duration in seconds; a negative one, as of a clock that was set back, is 0.
    package mutating func observe(_ seconds: Double, _ values: [String]) {
        precondition(values.count == labels.count, "a label of \(name) has no value")
        let seconds = max(seconds, 0)
        let place = bounds.firstIndex { seconds <= $0 } ?? bounds.count
        let empty = Series(counts: Array(repeating: 0, count: bounds.count + 1))
        series[values, default: empty].counts[place] += 1
        series[values]?.sum += seconds
    }

    /// How many durations were counted.
    package func count(_ values: [String]) -> UInt64 {
        series[values]?.counts.reduce(0, +) ?? 0
    }

    /// All series in Prometheus' text format, in the order of their label values.
    package var text: String {
        var text = MetricText.head(name, help: help, type: "histogram")
        for (values, series) in series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let pairs = Array(zip(labels, values)).map { (name: $0, value: $1) }
            var count: UInt64 = 0
            for (bound, counted) in zip(bounds + [.infinity], series.counts) {
                count += counted
                let place = [(name: "le", value: MetricText.number(bound))]
                text += MetricText.sample("\(name)_bucket", pairs + place, "\(count)")
            }
            text += MetricText.sample("\(name)_sum", pairs, MetricText.number(series.sum))
            text += MetricText.sample("\(name)_count", pairs, "\(count)")
        }
        return text
    }
}

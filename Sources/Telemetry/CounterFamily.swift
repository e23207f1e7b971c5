/// A counter with labels, as Prometheus has it: one count for each combination of label values.
///
/// Label values come from the configuration or from a closed list. What a sender writes never
/// becomes one: strangers could make counts without end.
package struct CounterFamily: Sendable {
    private let name: String
    private let help: String
    private let labels: [String]
    private var counts: [[String]: UInt64] = [:]

    /// - Parameters:
    ///   - name: begins with `hookferry_` and ends with its unit or `_total`.
    ///   - help: one line for people.
    package init(_ name: String, help: String, labels: [String]) {
        self.name = name
        self.help = help
        self.labels = labels
    }

    /// Counts one more; there are as many values as labels, in their order.
    package mutating func increment(_ values: [String]) {
        precondition(values.count == labels.count, "a label of \(name) has no value")
        counts[values, default: 0] += 1
    }

    /// How often it was counted.
    package func count(_ values: [String]) -> UInt64 { counts[values] ?? 0 }

    /// All counts in Prometheus' text format, in the order of their label values.
    package var text: String {
        var text = MetricText.head(name, help: help, type: "counter")
        for (values, count) in counts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            text += MetricText.sample(name, Array(zip(labels, values)), "\(count)")
        }
        return text
    }
}

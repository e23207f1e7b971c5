/// A gauge with labels, as Prometheus has it: what is measured when somebody asks.
///
/// Label values come from the configuration, from a closed list or from what was verified, and
/// their number is bounded by whoever sets them.
package struct GaugeFamily: Sendable {
    private let name: String
    private let help: String
    private let labels: [String]
    private var values: [[String]: Double] = [:]

    /// - Parameters:
    ///   - name: begins with `hookferry_` and ends with its unit.
    ///   - help: one line for people.
    package init(_ name: String, help: String, labels: [String] = []) {
        self.name = name
        self.help = help
        self.labels = labels
    }

    /// The same with one value and no label.
    package init(_ name: String, help: String, value: Double) {
        self.init(name, help: help)
        set(value, [])
    }

    /// Puts a value in; there are as many label values as labels, in their order.
    package mutating func set(_ value: Double, _ labelValues: [String]) {
        precondition(labelValues.count == labels.count, "a label of \(name) has no value")
        values[labelValues] = value
    }

    /// All values in Prometheus' text format, in the order of their label values.
    package var text: String {
        var text = MetricText.head(name, help: help, type: "gauge")
        for (key, value) in values.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            text += MetricText.sample(name, Array(zip(labels, key)), MetricText.number(value))
        }
        return text
    }
}

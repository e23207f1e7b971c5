/// Prometheus' text format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
package enum MetricText {
    /// The `Content-Type` of an answer in this format.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The two lines before a metric's samples.
    static func head(_ name: String, help: String, type: String) -> String {
        "# HELP \(name) \(escaped(help))\n# TYPE \(name) \(type)\n"
    }

    /// One line of a metric.
    static func sample(
        _ name: String, _ labels: [(name: String, value: String)], _ value: String
    ) -> String {
        let pairs = labels.map { "\($0.name)=\"\(escaped($0.value, isQuoted: true))\"" }
        let set = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
        return "\(name)\(set) \(value)\n"
    }

    /// A value as Go's ParseFloat reads it; whole numbers without a fraction.
    static func number(_ value: Double) -> String {
        if value == .infinity { return "+Inf" }
        if value == -.infinity { return "-Inf" }
        if value.isNaN { return "NaN" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    /// "label_value can be any sequence of UTF-8 characters, but the backslash (\), double-quote
    /// ("), and line feed (\n) characters have to be escaped"; in help texts a quote stays.
    private static func escaped(_ text: String, isQuoted: Bool = false) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\"" where isQuoted: result.append(contentsOf: "\\\"".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

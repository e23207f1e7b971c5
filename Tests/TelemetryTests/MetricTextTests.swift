import Testing

@testable import Telemetry

@Suite("Prometheus text format")
struct MetricTextTests {
    @Test(
        "label values are escaped as the format wants it, and nothing else is",
        arguments: [
            ("plain", "plain"), ("", ""), (#"C:\DIR"#, #"C:\\DIR"#), (#"say "x""#, #"say \"x\""#),
            ("two\nlines", #"two\nlines"#), ("tab\t", "tab\t"), ("München", "München"),
            ("\r\n", "\r\\n"), (#"\n"#, #"\\n"#), ("}\" 1\nforged 2", #"}\" 1\nforged 2"#),
        ])
    func labelValues(_ value: String, _ escaped: String) {
        #expect(MetricText.sample("m", [("l", value)], "1") == "m{l=\"\(escaped)\"} 1\n")
    }

    @Test("a help text keeps its quotes and stays on its line")
    func help() {
        #expect(
            MetricText.head("m", help: "a \"b\"\nc\\d", type: "gauge")
                == "# HELP m a \"b\"\\nc\\\\d\n# TYPE m gauge\n")
    }

    @Test("several labels are parted by commas")
    func labels() {
        #expect(MetricText.sample("m", [("a", "1"), ("b", "2")], "3") == "m{a=\"1\",b=\"2\"} 3\n")
        #expect(MetricText.sample("m", [], "3") == "m 3\n")
    }
}

import Telemetry
import Testing

@Suite("Gauges")
struct GaugeFamilyTests {
    @Test("the latest value of each combination of labels is told, in order")
    func values() {
        var ages = GaugeFamily("hookferry_age_seconds", help: "Age.", labels: ["a", "b"])
        for (values, age) in [(["y", "1"], 2.5), (["x", "2"], 7), (["y", "1"], 0.25)] {
            ages.set(age, values)
        }
        #expect(
            ages.text == """
                # HELP hookferry_age_seconds Age.
                # TYPE hookferry_age_seconds gauge
                hookferry_age_seconds{a="x",b="2"} 7
                hookferry_age_seconds{a="y",b="1"} 0.25

                """)
    }

    @Test(
        "numbers are written as Prometheus reads them",
        arguments: [
            (0, "0"), (1_795_269_600.5, "1795269600.5"), (1e-05, "1e-05"), (-1, "-1"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1e300, "1e+300"),
        ] as [(Double, String)])
    func numbers(_ value: Double, _ text: String) {
        let gauge = GaugeFamily("hookferry_x", help: "X.", value: value)
        #expect(gauge.text.hasSuffix("gauge\nhookferry_x \(text)\n"))
    }

    @Test("a gauge without a value has its head")
    func empty() {
        let gauge = GaugeFamily("hookferry_x", help: "X.", labels: ["a"])
        #expect(gauge.text == "# HELP hookferry_x X.\n# TYPE hookferry_x gauge\n")
    }
}

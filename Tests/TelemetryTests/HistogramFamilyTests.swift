import Telemetry
import Testing

@Suite("Histograms")
struct HistogramFamilyTests {
    private func family() -> HistogramFamily {
        HistogramFamily(
            "hookferry_try_seconds", help: "Tries.", labels: ["to"], bounds: [0.1, 1])
    }

    @Test("each bound counts everything up to it, itself included")
    func buckets() {
        var tries = family()
        for seconds in [0.05, 0.1, 0.25, 1, 2.5] { tries.observe(seconds, ["b"]) }
        tries.observe(4, ["a"])
        #expect(
            tries.text == """
                # HELP hookferry_try_seconds Tries.
                # TYPE hookferry_try_seconds histogram
                hookferry_try_seconds_bucket{to="a",le="0.1"} 0
                hookferry_try_seconds_bucket{to="a",le="1"} 0
                hookferry_try_seconds_bucket{to="a",le="+Inf"} 1
                hookferry_try_seconds_sum{to="a"} 4
                hookferry_try_seconds_count{to="a"} 1
                hookferry_try_seconds_bucket{to="b",le="0.1"} 2
                hookferry_try_seconds_bucket{to="b",le="1"} 4
                hookferry_try_seconds_bucket{to="b",le="+Inf"} 5
                hookferry_try_seconds_sum{to="b"} 3.9
                hookferry_try_seconds_count{to="b"} 5

                """)
        #expect(tries.count(["b"]) == 5)
        #expect(tries.count(["c"]) == 0)
    }

    @Test("a clock that was set back takes nothing from the sum")
    func negative() {
        var tries = family()
        tries.observe(-3_600, ["a"])
        #expect(tries.text.contains("hookferry_try_seconds_sum{to=\"a\"} 0\n"))
        #expect(tries.text.contains("hookferry_try_seconds_bucket{to=\"a\",le=\"0.1\"} 1\n"))
    }
}

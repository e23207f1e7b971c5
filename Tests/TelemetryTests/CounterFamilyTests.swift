import Telemetry
import Testing

@Suite("Counters")
struct CounterFamilyTests {
    private func family() -> CounterFamily {
        CounterFamily("hookferry_tries_total", help: "Tries.", labels: ["source", "code"])
    }

    @Test("each combination of label values has a count of its own")
    func counts() {
        var tries = family()
        tries.increment(["a", "x"])
        tries.increment(["a", "y"])
        tries.increment(["a", "x"])
        #expect(tries.count(["a", "x"]) == 2)
        #expect(tries.count(["a", "y"]) == 1)
        #expect(tries.count(["x", "a"]) == 0)
    }

    @Test("the text has a head and one line for each count, in order")
    func text() {
        var tries = family()
        for values in [["b", "x"], ["a", "y"], ["", "z"], ["b", "x"]] { tries.increment(values) }
        #expect(
            tries.text == """
                # HELP hookferry_tries_total Tries.
                # TYPE hookferry_tries_total counter
                hookferry_tries_total{source="",code="z"} 1
                hookferry_tries_total{source="a",code="y"} 1
                hookferry_tries_total{source="b",code="x"} 2

                """)
    }

    @Test("a counter that has counted nothing has its head")
    func empty() {
        #expect(
            family().text == """
                # HELP hookferry_tries_total Tries.
                # TYPE hookferry_tries_total counter

                """)
    }

    @Test("a counter without labels is one line")
    func noLabels() {
        var starts = CounterFamily("hookferry_starts_total", help: "Starts.", labels: [])
        starts.increment([])
        #expect(starts.text.hasSuffix("counter\nhookferry_starts_total 1\n"))
    }
}

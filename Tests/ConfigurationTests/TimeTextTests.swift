import Testing

@testable import Configuration

@Suite("Time text")
struct TimeTextTests {
    @Test(
        "durations are a number and a unit",
        arguments: [
            ("1s", 1_000), ("30s", 30_000), ("5m", 300_000), ("2h", 7_200_000),
            ("14d", 1_209_600_000), ("007s", 7_000), ("36500d", TimeText.millisecondsMax),
        ] as [(String, Int64)])
    func durations(text: String, milliseconds: Int64) {
        #expect(TimeText.milliseconds(ofDuration: text) == milliseconds)
    }

    @Test(
        "durations are written as short as can be",
        arguments: ["1s", "90s", "5m", "2h", "14d", "61m", "36500d"])
    func written(text: String) throws {
        let milliseconds = try #require(TimeText.milliseconds(ofDuration: text))
        #expect(TimeText.duration(ofMilliseconds: milliseconds) == text)
        #expect(TimeText.duration(ofMilliseconds: 60_000) == "1m")
        #expect(TimeText.duration(ofMilliseconds: 1_500) == "1500ms")
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "s", "0s", "-1s", "+1s", "1", "1 s", "1.5h", "1h30m", "1w", "1S", "٣s", "36501d",
            "9223372036854775807s", "99999999999999999999s",
        ])
    func noDurations(text: String) {
        #expect(TimeText.milliseconds(ofDuration: text) == nil)
    }

    @Test(
        "rates are a number and a period",
        arguments: [
            ("100/s", 100, 1_000), ("1/5s", 1, 5_000), ("30/m", 30, 60_000), ("7/h", 7, 3_600_000),
            ("2/10m", 2, 600_000),
        ])
    func rates(text: String, count: Int, milliseconds: Int) throws {
        let rate = try #require(TimeText.rate(text))
        #expect(rate.count == count)
        #expect(rate.periodMilliseconds == milliseconds)
    }

    @Test(
        "anything else is none",
        arguments: ["", "/", "1", "1/", "/s", "0/s", "1/0s", "1/d", "1/s/s"])
    func noRates(text: String) {
        #expect(TimeText.rate(text) == nil)
    }
}

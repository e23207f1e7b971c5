import Lifecycle
import Testing

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "ISO 8601 with a zone is read and printed to the millisecond",
        arguments: [
            ("2016-09-27T18:39:40.062Z", 1_475_001_580_062, "2016-09-27T18:39:40.062Z"),
            ("2016-09-27T18:39:40Z", 1_475_001_580_000, "2016-09-27T18:39:40.000Z"),
            ("1970-01-01T00:00:00.001Z", 1, "1970-01-01T00:00:00.001Z"),
            ("2024-02-29T23:59:59.999Z", 1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            ("2016-09-27T20:39:40.062+02:00", 1_475_001_580_062, "2016-09-27T18:39:40.062Z"),
            ("2016-09-27T13:39:40-0500", 1_475_001_580_000, "2016-09-27T18:39:40.000Z"),
        ])
    func isoIsReadAndPrinted(text: String, milliseconds: Int64, printed: String) {
        let timestamp = Timestamp(iso8601: text)
        #expect(timestamp?.milliseconds == milliseconds)
        #expect(timestamp?.iso8601 == printed)
    }

    @Test(
        "what is no time is refused",
        arguments: [
            "", "now", "2016-09-27", "2016-13-27T18:39:40Z", "2016-09-27T18:39:40.062Zfoo",
            "2016-09-27T18:39:40", "2016-09-27T18:39:40+02", "2016-09-27T18:39:40.062ZZ",
            "2016-09-27T18:39:40.062+02:00x",
        ])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test("every millisecond of a second survives a round trip")
    func everyMillisecondSurvives() {
        for milliseconds in Int64(1_475_001_580_000)..<1_475_001_581_000 {
            let timestamp = Timestamp(milliseconds: milliseconds)
            #expect(Timestamp(iso8601: timestamp.iso8601) == timestamp)
        }
    }

    @Test("adding saturates")
    func addingSaturates() {
        #expect(Timestamp(milliseconds: .max).adding(milliseconds: 1).milliseconds == .max)
        #expect(Timestamp(milliseconds: .min).adding(milliseconds: -1).milliseconds == .min)
        #expect(Timestamp(milliseconds: 5).adding(milliseconds: -2).milliseconds == 3)
    }
}

import Lifecycle
import Testing

@testable import Actions

@Suite("Quiet hours")
struct QuietHoursTests {
    /// Central Europe in 2026: an hour is skipped on 29 March and shown twice on 25 October.
    private static let berlin = LocalTime { time in
        let summer = Self.milliseconds("2026-03-29T01:00:00Z")
        let winter = Self.milliseconds("2026-10-25T01:00:00Z")
        return (summer..<winter).contains(time.milliseconds) ? 7_200 : 3_600
    }

    private static func milliseconds(_ text: String) -> Int64 {
        Timestamp(iso8601: text)?.milliseconds ?? .min
    }

    private func end(
        _ hours: String, _ time: String, in local: LocalTime = .fixed(minutes: 0)
    ) throws -> String? {
        let time = try #require(Timestamp(iso8601: time))
        return try QuietHours(parsing: hours).end(after: time, in: local)?.iso8601
    }

    @Test(
        "are read with a zone's offset or without",
        arguments: [
            ("22:00-07:00", 1_320, 420, nil), ("00:00-23:59", 0, 1_439, nil),
            ("12:30-13:00 UTC", 750, 780, 0), ("22:00-07:00 +02:00", 1_320, 420, 120),
            ("22:00-07:00 -03:30", 1_320, 420, -210), ("22:00-07:00 +14:00", 1_320, 420, 840),
        ] as [(String, Int, Int, Int?)])
    func read(text: String, begin: Int, end: Int, offset: Int?) throws {
        #expect(
            try QuietHours(parsing: text)
                == QuietHours(begin: begin, end: end, offsetMinutes: offset))
    }

    @Test(
        "that are none are refused with what to write",
        arguments: [
            ("", "are no quiet hours", "22:00-07:00"), ("22-7", "are no", "22:00-07:00"),
            ("22:00", "are no", "22:00-07:00"), ("22:00-7:00", "are no", "22:00-07:00"),
            ("24:00-07:00", "are no", "22:00-07:00"), ("22:60-07:00", "are no", "22:00-07:00"),
            ("22:00–07:00", "are no", "22:00-07:00"), ("22:00-07:00-08:00", "are no", "+02:00"),
            ("+2:00-07:00", "are no", "22:00-07:00"), ("22:00 - 07:00", "are no", "22:00-07:00"),
            ("22:00-07:00  UTC", "are no", "UTC"), ("٢٢:00-07:00", "are no", "22:00-07:00"),
            ("22:00-22:00", "no length", "22:00-07:00"),
            ("22:00-07:00 Europe/Berlin", "no name of a time zone", "set TZ"),
            ("22:00-07:00 CET", "no name of a time zone", "+02:00"),
            ("22:00-07:00 utc", "no name of a time zone", "+02:00"),
            ("22:00-07:00 +2", "no offset", "+14:00"),
            ("22:00-07:00 +15:00", "no offset", "+14:00"),
            ("22:00-07:00 +02:60", "no offset", "+14:00"),
        ])
    func refused(text: String, message: String, hint: String) {
        let error = #expect(throws: InputProblem.self) { try QuietHours(parsing: text) }
        #expect(error?.message.contains(message) == true, "\(text): \(error?.message ?? "")")
        #expect(error?.hint?.contains(hint) == true, "\(text): \(error?.hint ?? "")")
        #expect(error?.path == [])
    }

    @Test(
        "end at the next time that the clock shows their end",
        arguments: [
            ("22:00-07:00 UTC", "2026-11-21T21:59:59.999Z", nil),
            ("22:00-07:00 UTC", "2026-11-21T22:00:00Z", "2026-11-22T07:00:00.000Z"),
            ("22:00-07:00 UTC", "2026-11-22T00:00:00Z", "2026-11-22T07:00:00.000Z"),
            ("22:00-07:00 UTC", "2026-11-22T06:59:59.999Z", "2026-11-22T07:00:00.000Z"),
            ("22:00-07:00 UTC", "2026-11-22T07:00:00Z", nil),
            ("12:30-13:00 UTC", "2026-11-22T12:45:00Z", "2026-11-22T13:00:00.000Z"),
            ("12:30-13:00 UTC", "2026-11-22T13:00:00Z", nil),
            ("12:30-13:00 UTC", "2026-11-22T03:00:00Z", nil),
            ("22:00-00:00 UTC", "2026-12-31T23:30:00Z", "2027-01-01T00:00:00.000Z"),
            ("22:00-07:00 +02:00", "2026-11-21T20:00:00Z", "2026-11-22T05:00:00.000Z"),
            ("22:00-07:00 +02:00", "2026-11-22T05:30:00Z", nil),
            ("22:00-07:00 -03:30", "2026-11-22T02:00:00Z", "2026-11-22T10:30:00.000Z"),
            ("22:00-07:00 UTC", "1969-12-31T23:00:00Z", "1970-01-01T07:00:00.000Z"),
        ] as [(String, String, String?)])
    func ends(hours: String, time: String, end: String?) throws {
        // The machine's own zone is of no account where an offset is given.
        #expect(try self.end(hours, time, in: .fixed(minutes: 300)) == end)
    }

    @Test(
        "go by the machine's zone, whose offset is asked for the time in question",
        arguments: [
            ("22:00-07:00", "2026-01-15T21:00:00Z", "2026-01-16T06:00:00.000Z"),
            ("22:00-07:00", "2026-07-15T20:00:00Z", "2026-07-16T05:00:00.000Z"),
            ("22:00-07:00", "2026-07-15T19:59:00Z", nil),
            // Over the night in which an hour is skipped, and the one in which one comes twice.
            ("22:00-07:00", "2026-03-28T23:00:00Z", "2026-03-29T05:00:00.000Z"),
            ("22:00-07:00", "2026-10-24T21:00:00Z", "2026-10-25T06:00:00.000Z"),
            // An end that the clock skips: they end when it does.
            ("22:00-02:30", "2026-03-28T23:00:00Z", "2026-03-29T01:00:00.000Z"),
            ("22:00-02:00", "2026-03-28T23:00:00Z", "2026-03-29T01:00:00.000Z"),
            ("22:00-03:00", "2026-03-28T23:00:00Z", "2026-03-29T01:00:00.000Z"),
            // An end that comes twice: the first ends them, and they come again with the hour.
            ("22:00-02:30", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00.000Z"),
            ("22:00-02:30", "2026-10-25T00:45:00Z", nil),
            ("22:00-02:30", "2026-10-25T01:15:00Z", "2026-10-25T01:30:00.000Z"),
            // 03:00 is shown only after the hour has come twice.
            ("22:00-03:00", "2026-10-24T22:00:00Z", "2026-10-25T02:00:00.000Z"),
        ] as [(String, String, String?)])
    func daylightSaving(hours: String, time: String, end: String?) throws {
        #expect(try self.end(hours, time, in: Self.berlin) == end)
    }

    @Test("end outside of them, and not earlier, whatever the time", arguments: 0..<48)
    func everyHalfHour(count: Int) throws {
        for day in ["2026-03-29", "2026-10-25", "2026-06-01"] {
            for window in ["22:00-07:00", "01:15-02:45", "03:00-01:30"] {
                let hours = try QuietHours(parsing: window)
                let midnight = try #require(Timestamp(iso8601: "\(day)T00:00:00Z"))
                let time = midnight.adding(milliseconds: Int64(count) * 1_800_000)
                guard let end = hours.end(after: time, in: Self.berlin) else { continue }
                #expect(end > time)
                #expect(hours.end(after: end, in: Self.berlin) == nil, "\(day) \(window)")
                let before = end.adding(milliseconds: -1)
                #expect(hours.end(after: before, in: Self.berlin) == end, "\(day) \(window)")
            }
        }
    }
}

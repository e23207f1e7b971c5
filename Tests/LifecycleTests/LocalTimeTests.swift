import Foundation
import Testing

@testable import Lifecycle

@Suite("Local time")
struct LocalTimeTests {
    @Test(
        "the system's zone is the one that everything else on the machine goes by",
        arguments: [
            "2026-01-15T12:00:00Z", "2026-07-15T12:00:00Z", "2026-11-21T15:15:00Z",
            "1990-06-01T00:00:00Z",
        ])
    func system(text: String) throws {
        let time = try #require(Timestamp(iso8601: text))
        let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1_000)
        #expect(LocalTime.system.offsetSeconds(time) == TimeZone.current.secondsFromGMT(for: date))
    }

    @Test("a year that no calendar of C holds is in UTC")
    func outOfRange() {
        #expect(LocalTime.system.offsetSeconds(Timestamp(milliseconds: .max)) == 0)
    }

    @Test("a fixed offset is the same at any time", arguments: [0, 120, -210])
    func fixed(minutes: Int) {
        let local = LocalTime.fixed(minutes: minutes)
        #expect(local.offsetSeconds(Timestamp(milliseconds: 0)) == minutes * 60)
        #expect(local.offsetSeconds(Timestamp(milliseconds: .max)) == minutes * 60)
    }
}

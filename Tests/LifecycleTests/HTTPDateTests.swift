import Testing

@testable import Lifecycle

@Suite("HTTP date")
struct HTTPDateTests {
    @Test("dates of HTTP")
    func dates() {
        #expect(
            HTTPDate.time("Sun, 06 Nov 1994 08:49:37 GMT")?.iso8601 == "1994-11-06T08:49:37.000Z")
        #expect(
            HTTPDate.time("Thu, 01 Oct 2026 00:00:00 GMT")?.iso8601 == "2026-10-01T00:00:00.000Z")
        for text in [
            "", "now", "Sun, 06 Nov 1994 08:49:37 UTC", "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Xxx 1994 08:49:37 GMT",
        ] {
            #expect(HTTPDate.time(text) == nil)
        }
    }
}

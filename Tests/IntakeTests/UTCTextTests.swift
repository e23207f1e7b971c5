import Lifecycle
import Testing

@testable import Intake

@Suite("Times as senders write them")
struct UTCTextTests {
    @Test(
        "times of any zone become UTC, and UTC stays as it is",
        arguments: [
            ("2016-09-27T18:39:40.062Z", "2016-09-27T18:39:40.062Z"),
            ("2020-04-13T21:47:57Z", "2020-04-13T21:47:57Z"),
            ("2019-02-12T15:45:24.006+0000", "2019-02-12T15:45:24.006Z"),
            ("2019-02-12T15:45:24.006-01:30", "2019-02-12T17:15:24.006Z"),
            ("2019-02-12T15:45:24+0200", "2019-02-12T13:45:24.000Z"),
        ])
    func normalized(_ text: String, _ expected: String) {
        #expect(UTCText.normalized(text) == expected)
    }

    @Test(
        "what is no time stays none",
        arguments: [
            "", "Z", "2016-09-27", "2016-09-27T18:39:40.062", "2016-09-27T18:39:40.Z",
            "2016-09-27T18:39:40.062Zx", "2016-09-27T18:39:40.062+00", "2016-09-27T18:39:40+00000",
            "2016-09-27T18:39:40.062+0000x", "2016-09-27 18:39:40Z", "2016-07-07T20:22Z",
            "２016-09-27T18:39:40Z", "tomorrow",
        ])
    func refused(_ text: String) {
        #expect(UTCText.normalized(text) == nil)
        #expect(UTCText.strictTimestamp(text) == nil)
    }
}

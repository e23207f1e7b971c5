import HTTP
import Testing

@testable import Intake

/// https://www.rfc-editor.org/rfc/rfc7240: section 2 for the syntax, 4.3 for `wait`.
@Suite("Prefer: wait")
struct WaitPreferenceTests {
    @Test(
        "a wish of 1 to 300 seconds is met, a longer one so far",
        arguments: [
            ("wait=5", 5), ("Wait=5", 5), ("WAIT=10", 10), ("wait = 5", 5), ("wait\t=\t5", 5),
            (" wait=5 ", 5), ("wait=1", 1), ("wait=300", 300), ("wait=301", 300),
            ("wait=99999999999999999999999999", 300), ("wait=007", 7), ("wait=\"20\"", 20),
            ("wait=5;strict", 5), ("wait=5 ; why=\"a, wait=9\"", 5), ("respond-async, wait=10", 10),
            ("respond-async,wait=10,handling=lenient", 10), (", ,wait=4,,", 4),
            ("return=minimal; foo=\"some, \\\"wait=7\\\"\", wait=8", 8), ("=5, wait=3", 3),
            ("waiting=9, wait=2", 2), ("wait=5, wait=9", 5),
        ])
    func met(_ field: String, _ seconds: Int) {
        let preference = WaitPreference(["Prefer": field])
        #expect(preference?.seconds == seconds)
        #expect(preference?.applied == ["Preference-Applied": "wait=\(seconds)"])
    }

    @Test(
        "what is no wish that can be met is ignored, and so is what comes after the first",
        arguments: [
            "", "wait", "wait=", "wait=\"\"", "wait=0", "wait=000", "wait=-5", "wait=+5", "wait=5s",
            "wait=1.5", "wait=5 6", "wait=\"5", "wait=٥", "wait=0x10", "await=5", "wait-5",
            "respond-async", "x=\"wait=5\"", "x=\"wait=5", "wait=soon, wait=5", "wait, wait=5",
            "x;wait=5", ";wait=5", "\"", "\\",
        ])
    func ignored(_ field: String) {
        #expect(WaitPreference(["Prefer": field]) == nil)
    }

    @Test("several fields are one list")
    func severalFields() {
        func seconds(_ fields: String...) -> Int? {
            WaitPreference(HTTPHeaders(fields.map { (name: "prefer", value: $0) }))?.seconds
        }
        #expect(seconds("respond-async", "wait=6") == 6)
        #expect(seconds("wait=6", "wait=7") == 6)
        #expect(seconds("wait=no", "wait=7") == nil)
        #expect(seconds("x=\"open", "wait=7") == 7, "a quote ends with its field")
        #expect(seconds() == nil)
    }
}

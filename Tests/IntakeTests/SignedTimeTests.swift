import Lifecycle
import Testing

@testable import Intake

@Suite("Signed times")
struct SignedTimeTests {
    @Test("are some digits", arguments: ["0", "1619071700", "000000000001", "999999999999"])
    func right(text: String) {
        #expect(SignedTime(text) != nil)
        #expect(text.utf8.count <= SignedTime.timestampDigitsMax)
    }

    @Test(
        "are nothing else",
        arguments: [
            "", " 1", "1 ", "+1", "-1", "1.0", "1e9", "0x1", "1000000000000", "１",
            "9223372036854775807", "2016-09-27T18:39:40Z",
        ])
    func wrong(text: String) {
        #expect(SignedTime(text) == nil)
    }

    @Test("are taken from five minutes before now to five minutes after")
    func tolerance() throws {
        #expect(SignedTime.timestampToleranceMilliseconds == 300_000)
        let time = try #require(SignedTime("1000"))
        for now in [700_000, 1_000_000, 1_300_000] as [Int64] {
            try time.check(at: Timestamp(milliseconds: now))
        }
        for now in [699_999, 1_300_001, 0, .max] as [Int64] {
            #expect(throws: Refusal.self) { try time.check(at: Timestamp(milliseconds: now)) }
        }
    }

    @Test("are written as they are read")
    func text() {
        #expect(SignedTime.text(Timestamp(milliseconds: 1_619_071_700_999)) == "1619071700")
    }
}

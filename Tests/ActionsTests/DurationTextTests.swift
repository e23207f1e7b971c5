import Lifecycle
import Testing

@testable import Actions

@Suite("Duration in words")
struct DurationTextTests {
    @Test(
        "two units at most, and no seconds where nobody asks for them",
        arguments: [
            (-5, "under 1 s"), (0, "under 1 s"), (999, "under 1 s"), (1_000, "1 s"),
            (59_999, "59 s"), (60_000, "1 min"), (125_000, "2 min 5 s"), (599_000, "9 min 59 s"),
            (750_000, "12 min"), (3_600_000, "1 h"), (11_100_000, "3 h 5 min"),
            (86_400_000, "1 day"), (180_000_000, "2 days 2 h"),
            (.max, "106751991167 days 7 h"),
        ] as [(Int64, String)])
    func words(span: Int64, words: String) {
        #expect(DurationText.words(ofMilliseconds: span) == words)
    }

    @Test("an end before its beginning has no span")
    func order() {
        let one = Timestamp(milliseconds: 1_000)
        #expect(DurationText.words(from: one, to: Timestamp(milliseconds: 0)) == nil)
        #expect(DurationText.words(from: one, to: Timestamp(milliseconds: 6_000)) == "5 s")
        let ages = DurationText.words(
            from: Timestamp(milliseconds: .min), to: Timestamp(milliseconds: .max))
        #expect(ages == "106751991167 days 7 h")
    }
}

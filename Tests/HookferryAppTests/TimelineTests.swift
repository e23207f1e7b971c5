import Lifecycle
import Testing

@testable import HookferryApp

@Suite("Timeline")
struct TimelineTests {
    private func lines(color: Bool, _ body: (Timeline, (Int64) -> Void) -> Void) -> [String] {
        let now = Locked(Timestamp(milliseconds: 5))
        let written = Locked<[String]>([])
        let timeline = Timeline(
            clock: WallClock { now.withLock { $0 } }, usesColor: color,
            write: { line in written.withLock { $0.append(line) } })
        body(timeline) { delta in now.withLock { $0 = $0.adding(milliseconds: delta) } }
        return written.withLock { $0 }
    }

    @Test("times have three decimals and places stand in a column")
    func timesHaveThreeDecimals() {
        let lines = lines(color: false) { timeline, pass in
            timeline.tell("SNS → bridge", "a")
            pass(42)
            timeline.tell("CI → bridge", "b")
            pass(12_000)
            timeline.tell("a place with a very long name", "c")
            timeline.say("said")
        }
        #expect(
            lines == [
                "  0.000 s  SNS → bridge     a\n", "  0.042 s  CI → bridge      b\n",
                "  12.042 s  a place with a very long name c\n", "said\n",
            ])
    }

    @Test("colour is for terminals, and nothing else changes")
    func colourIsForTerminals() {
        let coloured = lines(color: true) { timeline, _ in timeline.tell("SNS", "a") }
        #expect(coloured == ["  \u{1b}[2m0.000 s\u{1b}[0m  \u{1b}[1mSNS              \u{1b}[0ma\n"])
    }
}

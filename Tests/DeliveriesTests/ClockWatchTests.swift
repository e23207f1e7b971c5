import Lifecycle
import Testing

@testable import Deliveries

@Suite("Clock watch")
struct ClockWatchTests {
    private static func at(_ milliseconds: Int64) -> Timestamp {
        ManualTime.start.adding(milliseconds: milliseconds)
    }

    @Test("time that passes is no jump, however much of it")
    func passing() {
        let watch = ClockWatch(Self.at(0), elapsed: 7)
        #expect(watch.jump(to: Self.at(0), elapsed: 7) == 0)
        #expect(watch.jump(to: Self.at(86_400_000), elapsed: 86_400_007) == 0)
    }

    @Test(
        "a clock that was set by a minute or more has jumped, in either direction",
        arguments: [
            (59_999, 0), (60_000, 60_000), (31_536_000_000, 31_536_000_000), (-59_999, 0),
            (-60_000, -60_000), (-31_536_000_000, -31_536_000_000),
        ] as [(Int64, Int64)])
    func jumps(_ set: Int64, _ jump: Int64) {
        var watch = ClockWatch(Self.at(0), elapsed: 0)
        #expect(watch.jump(to: Self.at(5_000 + set), elapsed: 5_000) == jump)
        #expect(watch.look(Self.at(5_000 + set), elapsed: 5_000) == jump)
        #expect(watch.look(Self.at(5_000 + set), elapsed: 5_000) == 0, "it is told once")
    }

    @Test("no pair of times overflows")
    func extremes() {
        for time in [Int64.min, -1, 0, 1, .max] {
            for elapsed in [Int64.min, 0, .max] {
                let watch = ClockWatch(Timestamp(milliseconds: time), elapsed: elapsed)
                for other in [Int64.min, 0, .max] {
                    _ = watch.jump(to: Timestamp(milliseconds: other), elapsed: other)
                }
            }
        }
        let watch = ClockWatch(Timestamp(milliseconds: .min), elapsed: 0)
        #expect(watch.jump(to: Timestamp(milliseconds: .max), elapsed: 0) == .max)
    }
}

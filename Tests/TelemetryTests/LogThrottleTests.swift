import Synchronization
import Testing

@testable import Telemetry

@Suite("Log throttle")
struct LogThrottleTests {
    private let time = Clock()
    private let written = Lines()

    private var logger: Logger {
        Logger(
            time: { "t" }, throttle: LogThrottle { [time] in time.now },
            write: { [written] in written.append($0) })
    }

    @Test("of one warning a hundred lines are written in ten seconds, and then how many are not")
    func aFloodIsCut() {
        let logger = logger
        for number in 0..<1_000 { logger.warning("refused", ["number": .integer(number)]) }
        #expect(written.lines.count == LogThrottle.linesMax)
        time.pass(LogThrottle.length)
        logger.info("something else")
        #expect(written.lines.count == LogThrottle.linesMax + 2)
        let told = written.lines[LogThrottle.linesMax]
        #expect(told.contains("log lines were left out"))
        #expect(told.contains(#""of":"refused","lines":900"#))
        logger.warning("refused")
        #expect(written.lines.count == LogThrottle.linesMax + 3)
    }

    @Test("other messages and whatever is no trouble are written all the same")
    func othersAreWritten() {
        let logger = logger
        for _ in 0..<200 { logger.error("refused") }
        for _ in 0..<200 { logger.info("attempt ended") }
        logger.error("another")
        #expect(written.lines.filter { $0.contains("attempt ended") }.count == 200)
        #expect(written.lines.last?.contains("another") == true)
    }

    @Test("nothing is told of a window from which nothing was left out")
    func nothingLeftOutIsNotTold() {
        let logger = logger
        for _ in 0..<LogThrottle.linesMax { logger.error("refused") }
        time.pass(LogThrottle.length)
        logger.error("refused")
        #expect(written.lines.count == LogThrottle.linesMax + 1)
    }

    @Test("a stranger's flood does not keep a real source's lines away")
    func keysAreApart() {
        let logger = logger
        for _ in 0..<1_000 { logger.warning("refused", throttle: .each("nobody not_found")) }
        for _ in 0..<3 { logger.warning("refused", throttle: .each("topic bad_signature")) }
        #expect(written.lines.count == LogThrottle.linesMax + 3)
        time.pass(LogThrottle.length)
        logger.info("something else")
        let told = written.lines[LogThrottle.linesMax + 3]
        #expect(told.contains(#""of":"refused","key":"nobody not_found","lines":900"#))
        #expect(written.lines.count == LogThrottle.linesMax + 5)
    }

    @Test("what must be told is never left out")
    func unthrottled() {
        let logger = logger
        for _ in 0..<200 { logger.warning("configuration", throttle: .none) }
        #expect(written.lines.count == 200)
    }

    @Test("what was left out is told at the end too, once")
    func toldAtTheEnd() {
        let logger = logger
        for _ in 0..<150 { logger.error("refused") }
        logger.tellLeftOut()
        logger.tellLeftOut()
        #expect(written.lines.count == LogThrottle.linesMax + 1)
        #expect(written.lines.last?.contains(#""of":"refused","lines":50"#) == true)
    }

    private final class Lines: Sendable {
        private let written = Mutex<[String]>([])

        var lines: [String] { written.withLock { $0 } }

        func append(_ line: String) { written.withLock { $0.append(line) } }
    }

    private final class Clock: Sendable {
        private let time = Mutex(Duration.zero)

        var now: Duration { time.withLock { $0 } }

        func pass(_ duration: Duration) { time.withLock { $0 += duration } }
    }
}

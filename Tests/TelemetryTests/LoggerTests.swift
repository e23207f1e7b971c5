import JSON
import Synchronization
import Telemetry
import Testing

@Suite("Logger")
struct LoggerTests {
    private func lines(
        format: LogFormat, threshold: LogLevel = .info, _ body: (Logger) -> Void
    ) -> [String] {
        let written = Sink()
        body(
            Logger(
                format: format, threshold: threshold, time: { "2026-01-02T03:04:05.678Z" },
                write: { written.append($0) }))
        return written.lines
    }

    @Test("a JSON line is one object with its fields in order")
    func aJSONLineIsOneObject() throws {
        let lines = lines(format: .json) {
            $0.info("accepted", ["event": "01\"\n\u{1b}[2J\u{202e}", "size": 12, "first": true])
        }
        #expect(lines.count == 1)
        let value = try JSONValue(parsing: try #require(lines.first))
        #expect(value.objectValue?.keys == ["time", "level", "message", "event", "size", "first"])
        #expect(value["event"] == "01\"\n\u{1b}[2J\u{202e}")
        #expect(lines.first?.contains("\u{1b}") == false)
        #expect(lines.first?.contains("\u{202e}") == false)
    }

    @Test("a text line cannot be forged")
    func aTextLineCannotBeForged() {
        let lines = lines(format: .text) {
            $0.warning("refused", ["reason": "two words", "from": "a\nERROR forged", "code": "x1"])
        }
        #expect(
            lines == [
                "03:04:05.678 WARNING refused  reason=\"two words\"  "
                    + "from=\"a\\nERROR forged\"  code=x1\n"
            ])
    }

    @Test("lines below the threshold are dropped")
    func linesBelowTheThresholdAreDropped() {
        let lines = lines(format: .text, threshold: .warning) {
            $0.debug("a")
            $0.info("b")
            $0.error("c")
        }
        #expect(lines.count == 1)
    }

    @Test("a long field is cut")
    func aLongFieldIsCut() {
        let lines = lines(format: .json) {
            $0.info("m", ["f": .string(String(repeating: "x", count: 1 << 20))])
        }
        #expect((lines.first?.utf8.count ?? .max) < 2300)
    }
}

private final class Sink: @unchecked Sendable {
    // Sendable because each test writes from one thread only.
    private(set) var lines: [String] = []
    func append(_ line: String) { lines.append(line) }
}

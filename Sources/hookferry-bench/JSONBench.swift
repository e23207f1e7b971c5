import JSON
import Lifecycle

/// The JSON reader beside Foundation's `JSONSerialization`, on the same texts.
struct JSONBench {
    /// Aim of issue 3.
    private static let speedupMin = 8.0

    private let events: [[UInt8]]

    /// - Parameter path: events, one a line, like `../shared/corpora/bench/bridge-events.jsonl`.
    init(path: String) throws { events = try EventLines.read(path) }

    func run() throws {
        try measure("events of the corpus", events)
        try measure("the event of 1.5 KB", [Array(SampleEvent.text.utf8)])
    }

    private func measure(_ name: String, _ texts: [[UInt8]]) throws {
        let bytes = Double(texts.reduce(0) { $0 + $1.count }) / Double(texts.count)
        let document = Subject(name: "document (what patterns read)", operations: texts.count) {
            for text in texts { sink(try JSONDocument(parsing: text, limits: .event)) }
        }
        let tree = Subject(name: "tree of values (what templates read)", operations: texts.count) {
            for text in texts { sink(try JSONValue(parsing: text, limits: .event)) }
        }
        let baseline = FoundationBaseline.subject(texts)
        let (parse, timings) = try Measurement().run([document, tree], beside: baseline)
        var table = Table("JSON: \(name), \(Int(bytes)) bytes each")
        for timing in timings + [parse] {
            table.add(timing.name, bytes / timing.nanoseconds * 1_000, "MB/s")
        }
        for (index, timing) in timings.enumerated() {
            table.add(
                "\(timing.name) against \(parse.name)", 1 / timing.ratio, "times as fast",
                aim: index == 0 ? .atLeast(Self.speedupMin) : nil)
        }
        table.write()
    }
}

/// Events, one a line.
enum EventLines {
    private static let bytesMax = 64 << 20

    static func read(_ path: String) throws -> [[UInt8]] {
        try FileSystem.read(path, bytesMax: bytesMax).split(separator: UInt8(ascii: "\n"))
            .map { Array($0) }
    }
}

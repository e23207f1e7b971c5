import JMESPath
import JSON
import Lifecycle

/// Expressions over parsed documents, each checked against the result it must have.
struct JMESPathBench {
    /// Aim of issue 3: an expression takes a tenth of the time to parse the sample event.
    private static let ratioMax = 0.1

    private let cases: [Case]

    private struct Case {
        let expression: JMESPathExpression
        let document: JSONValue
        let result: JSONValue
    }

    /// - Parameter path: a file like `../shared/corpora/bench/jmespath-bench.json`.
    init(path: String) throws {
        let bytesMax = JSONLimits.standard.bytesMax
        let corpus = try JSONValue(parsing: FileSystem.read(path, bytesMax: bytesMax))
        cases = try (corpus["cases"]?.arrayValue ?? []).map { item in
            guard let text = item["expr"]?.stringValue, let number = item["doc"]?.intValue,
                let document = corpus["docs"]?[number], let result = item["result"]
            else { throw BenchError("\(path) is not a corpus of expressions") }
            return Case(
                expression: try JMESPathExpression(text), document: document, result: result)
        }
    }

    func run() throws {
        try checkResults()
        let baseline = FoundationBaseline.sampleEvent
        let (parse, timings) = try Measurement().run([all] + cases.map(subject), beside: baseline)
        var table = Table(
            "JMESPath: \(cases.count) expressions over parsed documents, results checked")
        for timing in timings.dropFirst() { table.add(timing.name, timing.microseconds, "µs") }
        table.add(timings[0].name, timings[0].microseconds, "µs an expression")
        table.add(
            "\(parse.name), event of \(SampleEvent.text.utf8.count) bytes",
            parse.microseconds, "µs")
        table.add(
            "mean to \(parse.name)", timings[0].ratio, "of its time",
            aim: .atMost(Self.ratioMax))
        table.write()
    }

    private func checkResults() throws {
        for item in cases {
            let result = try item.expression.evaluate(item.document)
            guard result == item.result else {
                throw BenchError("\(item.expression.text) gave \(result.serialized())")
            }
        }
    }

    private var all: Subject {
        Subject(name: "mean", operations: cases.count) {
            for item in cases { sink(try item.expression.evaluate(item.document)) }
        }
    }

    private func subject(_ item: Case) -> Subject {
        Subject(name: item.expression.text) { sink(try item.expression.evaluate(item.document)) }
    }
}

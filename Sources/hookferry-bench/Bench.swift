import Lifecycle

/// Makes what `make bench` needs and cannot be had from public tools.
enum Bench {
    static let usage = """
        Usage: hookferry-bench sns-pool DIRECTORY COUNT
               hookferry-bench json EVENTS
               hookferry-bench patterns FOLDER
               hookferry-bench jmespath CORPUS
               hookferry-bench backlog CONFIGURATION COUNT
               hookferry-bench chat URL TOKEN PORT RATE SECONDS

        sns-pool  writes COUNT signed SNS notifications of AWS Config, one a line, to
                  DIRECTORY/pool.jsonl, and the signing certificate to DIRECTORY/certificates
        json      measures the reader on EVENTS, one a line, like
                  ../shared/corpora/bench/bridge-events.jsonl
        patterns  measures events read and matched, with the rules and events of FOLDER, like
                  ../shared/corpora/bench, and with ten rules for each of up to 1,000 teams
        jmespath  measures the expressions of CORPUS, a file like
                  ../shared/corpora/bench/jmespath-bench.json
        backlog   fills the journal of CONFIGURATION with COUNT accepted callbacks whose deliveries
                  wait; its rules must want events with source `ci`
        chat      posts RATE callbacks a second to the source at URL and takes the messages that
                  come of them at PORT; tells how long it takes

        Measure with a release build. Times are medians; what counts are the ratios to the time
        Foundation's JSONSerialization needs, by turns in the same run, to parse an event.

        """

    /// The exit code.
    static func run(_ words: [String]) async -> Int32 {
        do {
            switch words.first {
            case "sns-pool" where words.count == 3:
                guard let count = Int(words[2]), count > 0 else { return complain() }
                try await SNSPool(directory: words[1], count: count).write()
            case "json" where words.count == 2: try JSONBench(path: words[1]).run()
            case "patterns" where words.count == 2: try PatternsBench(folder: words[1]).run()
            case "jmespath" where words.count == 2: try JMESPathBench(path: words[1]).run()
            case "backlog" where words.count == 3:
                guard let count = Int(words[2]), count > 0 else { return complain() }
                try await Backlog(configuration: words[1], count: count).write()
            case "chat" where words.count == 6:
                guard let port = UInt16(words[3]), let rate = Int(words[4]),
                    let seconds = Int(words[5]), rate > 0, seconds > 0
                else { return complain() }
                try await ChatLatency(
                    url: words[1], token: words[2], port: port, rate: rate, seconds: seconds
                ).run()
            default: return complain()
            }
            return 0
        } catch {
            StandardStreams.writeError("hookferry-bench: \(error)\n")
            return 1
        }
    }

    private static func complain() -> Int32 {
        StandardStreams.writeError(usage)
        return 2
    }
}

/// Why there are no figures: a wrong result counts for nothing, however fast it came.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

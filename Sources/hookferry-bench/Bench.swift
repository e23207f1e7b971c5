import Lifecycle

/// Makes what `make bench` needs and cannot be had from public tools.
enum Bench {
    static let usage = """
        Usage: hookferry-bench sns-pool DIRECTORY COUNT

        Writes COUNT signed SNS notifications of AWS Config, one a line, to DIRECTORY/pool.jsonl,
        and the signing certificate to DIRECTORY/certificates.

        """

    /// The exit code.
    static func run(_ words: [String]) async -> Int32 {
        guard words.count == 3, words[0] == "sns-pool", let count = Int(words[2]), count > 0 else {
            StandardStreams.writeError(usage)
            return 2
        }
        do {
            try await SNSPool(directory: words[1], count: count).write()
            return 0
        } catch {
            StandardStreams.writeError("hookferry-bench: \(error)\n")
            return 1
        }
    }
}

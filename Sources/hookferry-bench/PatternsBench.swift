import EventPatterns
import JSON
import Lifecycle

/// Events read and held against many rules, on one thread.
struct PatternsBench {
    /// Aims of issue 3: against 1,000 rules a quarter of the time to parse the event with
    /// Foundation; with 10,000 rules at most half as much again as with 10.
    private static let ratioMax = 0.25
    private static let growthMax = 1.5

    private let folder: String
    private let events: [[UInt8]]

    /// - Parameter folder: like `../shared/corpora/bench`.
    init(folder: String) throws {
        self.folder = folder
        events = try EventLines.read("\(folder)/bridge-events.jsonl")
    }

    func run() throws {
        try measureCorpus()
        try measureFleet()
    }

    // MARK: The corpus

    private func measureCorpus() throws {
        let sets = try [10, 100, 1_000].map { try RuleSet(folder, count: $0) }
        let subjects = sets.map { rules in
            Subject(name: "\(rules.count) rules", operations: events.count) {
                try rules.check(events)
            }
        }
        let baseline = FoundationBaseline.subject(events)
        let (parse, timings) = try Measurement().run(subjects, beside: baseline)
        var table = Table(
            "Patterns: parse + match, \(events.count) events of the corpus, counts checked")
        addRates(timings, to: &table)
        for timing in timings {
            table.add("\(timing.name) to \(parse.name)", timing.ratio, "of its mere parse time")
        }
        table.write()
        try measureSample(sets[2])
    }

    private func addRates(_ timings: [Timing], to table: inout Table) {
        for timing in timings {
            table.add(timing.name, 1_000_000_000 / timing.nanoseconds, "events/s")
        }
    }

    private func measureSample(_ rules: RuleSet) throws {
        let event = Array(SampleEvent.text.utf8)
        let subject = Subject(name: "1.5 KB event, 1,000 rules") {
            sink(rules.matcher.matches(try JSONDocument(parsing: event, limits: .event)))
        }
        let found = rules.matcher.matches(try JSONDocument(parsing: event, limits: .event))
        let (parse, timings) = try Measurement().run(
            [subject], beside: FoundationBaseline.sampleEvent)
        var table = Table(
            "Patterns: an event of \(event.count) bytes, of which \(found.count) rules tell")
        table.add("parse + match", timings[0].microseconds, "µs")
        table.add(
            "to \(parse.name)", timings[0].ratio, "of its mere parse time",
            aim: .atMost(Self.ratioMax))
        table.write()
    }

    /// Rules of the corpus with how often each must match.
    private struct RuleSet {
        let matcher: PatternMatcher
        private let expected: [Int]

        var count: Int { expected.count }

        init(_ folder: String, count: Int) throws {
            let rules = try Self.json("\(folder)/bridge-rules-\(count).json").arrayValue ?? []
            matcher = PatternMatcher(
                try rules.map { try EventPattern(parsing: $0.stringValue ?? "") })
            let counts = try Self.json("\(folder)/expected-bridge-\(count).json")["rules"]
            expected = (counts?.arrayValue ?? []).map { $0.intValue ?? -1 }
        }

        private static func json(_ path: String) throws -> JSONValue {
            try JSONValue(parsing: FileSystem.read(path, bytesMax: JSONLimits.standard.bytesMax))
        }

        /// One pass over all events.
        func check(_ events: [[UInt8]]) throws {
            var counts = Array(repeating: 0, count: expected.count)
            for event in events {
                let document = try JSONDocument(parsing: event, limits: .event)
                for number in matcher.matches(document) { counts[number] += 1 }
            }
            guard counts == expected else { throw BenchError("the rules matched other events") }
        }
    }

    // MARK: The fleet

    private func measureFleet() throws {
        let events = (0..<Fleet.eventCount).map(Fleet.event)
        let counts = [10, 100, 1_000, 10_000]
        let subjects = try counts.map { count in
            let matcher = PatternMatcher(
                try (0..<count).map { try EventPattern(Fleet.rule($0)) })
            return Subject(name: "\(Table.text(Double(count))) rules", operations: events.count) {
                for event in events {
                    sink(matcher.matches(try JSONDocument(parsing: event, limits: .event)))
                }
            }
        }
        let baseline = FoundationBaseline.subject(events)
        let (_, timings) = try Measurement().run(subjects, beside: baseline)
        var table = Table(
            "Patterns: parse + match, ten rules a team, \(events.count) events of 1.5 KB")
        addRates(timings, to: &table)
        for timing in timings { table.add(timing.name, timing.ratio, "of JSONSerialization") }
        table.add(
            "10,000 rules to 10", timings[3].ratio / timings[0].ratio, "times the time",
            aim: .atMost(Self.growthMax))
        table.write()
    }
}

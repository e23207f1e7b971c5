import Glibc

/// One thing to measure.
struct Subject {
    let name: String
    /// Operations of one pass; the figures are per operation.
    var operations = 1
    /// One pass over all of it. What it computes must reach `sink`.
    let pass: () throws -> Void
}

/// What a subject took, per operation.
struct Timing {
    let name: String
    /// Median of the rounds.
    let nanoseconds: Double
    /// Median of the ratios to the baseline's turn in the same round.
    let ratio: Double

    var microseconds: Double { nanoseconds / 1_000 }
}

/// Measures subjects beside a baseline.
///
/// In every round a turn of the baseline stands before each turn of a subject, so that whatever
/// slows the machine down slows both; the medians leave out turns that were disturbed.
struct Measurement {
    var rounds = 51
    var turn: Duration = .milliseconds(2)

    func run(
        _ subjects: [Subject], beside baseline: Subject
    ) throws -> (baseline: Timing, subjects: [Timing]) {
        let reference = try Runner(baseline, turn)
        let runners = try subjects.map { try Runner($0, turn) }
        var times = runners.map { _ in [Double]() }
        var ratios = times
        var referenceTimes: [Double] = []
        for _ in 0..<rounds {
            for (index, runner) in runners.enumerated() {
                let referenceTime = try reference.nanoseconds()
                let time = try runner.nanoseconds()
                referenceTimes.append(referenceTime)
                times[index].append(time)
                ratios[index].append(time / referenceTime)
            }
        }
        let timings = subjects.indices.map { index in
            Timing(
                name: subjects[index].name, nanoseconds: median(times[index]),
                ratio: median(ratios[index]))
        }
        return (
            Timing(name: baseline.name, nanoseconds: median(referenceTimes), ratio: 1), timings
        )
    }

    private func median(_ figures: [Double]) -> Double {
        figures.sorted()[figures.count / 2]
    }
}

/// Runs a subject as many times as fill a turn.
private struct Runner {
    private let subject: Subject
    private var passes = 1

    init(_ subject: Subject, _ turn: Duration) throws {
        self.subject = subject
        // Doubling warms the caches up as well.
        while try elapsed() < turn { passes *= 2 }
        passes = max(1, Int(Double(passes) * (turn / (try elapsed()))))
    }

    func nanoseconds() throws -> Double {
        try elapsed() / .nanoseconds(1) / Double(passes * subject.operations)
    }

    /// In processor time of this process, which runs one thread here: others on the machine do not
    /// count, except by what they take from caches and clock rate.
    private func elapsed() throws -> Duration {
        let start = clock()
        for _ in 0..<passes { try subject.pass() }
        return .microseconds((clock() - start) * 1_000_000 / CLOCKS_PER_SEC)
    }
}

/// Uses a value up: without it the optimizer may leave out the work that made the value.
@inline(never) @_optimize(none)
func sink<Value>(_ value: Value) {}

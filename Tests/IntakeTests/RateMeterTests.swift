import Dispatch
import HTTP
import Lifecycle
import Testing

@testable import Intake

@Suite("Rates of sources")
struct RateMeterTests {
    private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    @Test(
        "one period's worth at once, then evenly",
        arguments: [(1, 1_000), (100, 1_000), (1, 5_000), (3, 60_000), (7, 3_600_000)])
    func evenly(_ count: Int, _ period: Int) {
        let meter = RateMeter(Rate(count: count, periodMilliseconds: period))
        for _ in 0..<count { #expect(meter.take(at: at(0)) == nil) }
        // Whoever comes back when told to is let in, and nobody before.
        var now: Int64 = 0
        for _ in 0..<20 {
            guard let wait = meter.take(at: at(now)) else {
                Issue.record("let in too early")
                return
            }
            #expect((1...(period + count - 1) / count + 1).contains(wait))
            #expect(meter.take(at: at(now + Int64(wait) - 1)) != nil)
            now += Int64(wait)
            #expect(meter.take(at: at(now)) == nil)
        }
    }

    @Test("nothing overflows")
    func extremes() {
        let meter = RateMeter(Rate(count: .max, periodMilliseconds: .max))
        #expect(meter.take(at: at(0)) == nil)
        #expect(meter.take(at: at(.max)) == nil)
    }

    @Test("a long silence saves no more than one period's worth")
    func silence() {
        let meter = RateMeter(Rate(count: 2, periodMilliseconds: 1_000))
        for _ in 0..<2 { #expect(meter.take(at: at(0)) == nil) }
        for _ in 0..<2 { #expect(meter.take(at: at(86_400_000)) == nil) }
        #expect(meter.take(at: at(86_400_000)) == 500)
    }

    @Test("of many at once as many are let in as there is room for")
    func atOnce() {
        let meter = RateMeter(Rate(count: 100, periodMilliseconds: 3_600_000))
        let admitted = Locked(0)
        DispatchQueue.concurrentPerform(iterations: 1_000) { _ in
            if meter.take(at: Timestamp(milliseconds: 0)) == nil {
                admitted.withLock { $0 += 1 }
            }
        }
        #expect(admitted.withLock { $0 } == 100)
    }

    @Test(
        "Retry-After is in whole seconds, rounded up",
        arguments: [(1, 1_000, "1"), (100, 1_000, "1"), (1, 5_000, "5"), (1, 3_600_000, "3600")])
    func retryAfter(_ count: Int, _ period: Int, _ seconds: String) async throws {
        let rig = try Rig()
        let rate = Rate(count: count, periodMilliseconds: period)
        rig.use([
            IntakeSource(name: "config-topic", rate: rate, reader: rig.reader(.init(topics: [])))
        ])
        for _ in 0..<count { _ = await rig.post([]) }
        let answer = await rig.post([])
        #expect(answer.summary == "429 too_many_requests")
        #expect(answer.headers["Retry-After"] == seconds)
    }

    @Test("two sources do not share a rate, and nothing is read of what is too much")
    func twoSources() async throws {
        let rig = try Rig()
        let rate = Rate(count: 1, periodMilliseconds: 60_000)
        let reads = Locked<[String]>([])
        rig.use(
            ["a", "b", "c"].map { name in
                IntakeSource(
                    name: name, rate: name == "c" ? nil : rate,
                    reader: CountingReader { reads.withLock { $0.append(name) } })
            })
        for name in ["a", "a", "b", "a", "b", "c", "c"] {
            _ = await rig.send(HTTPRequest(method: "POST", path: "/hooks/\(name)"))
        }
        #expect(reads.withLock { $0 } == ["a", "b", "c", "c"])
        #expect(rig.seen.refusals.map(\.source) == ["a", "a", "b"])
        #expect(rig.seen.refusals.allSatisfy { $0.code == .tooManyRequests })
    }
}

/// Tells of each request that it is given to read.
private struct CountingReader: RequestReader {
    let type = "token"
    let tell: @Sendable () -> Void

    init(_ tell: @escaping @Sendable () -> Void) { self.tell = tell }

    func checkOutcomeReader(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) {}

    func read(_ request: HTTPRequest, _ arrival: Arrival) async throws(Refusal) -> Reading {
        tell()
        return .ignored("Counted.")
    }
}

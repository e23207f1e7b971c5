import Testing

@testable import AWS

@Suite("Retry mode standard")
struct StandardRetryTests {
    @Test(
        "delays double up to twenty seconds and never overflow",
        arguments: [
            (1, 1_000), (2, 2_000), (3, 4_000), (4, 8_000), (5, 16_000), (6, 20_000),
            (31, 20_000), (64, 20_000), (1_000, 20_000), (Int.max, 20_000), (0, 1_000),
            (Int.min, 1_000),
        ] as [(Int, Int64)])
    func delays(attempt: Int, ceiling: Int64) {
        #expect(StandardRetry.delayMilliseconds(afterAttempt: attempt, random: 1) == ceiling)
        #expect(StandardRetry.delayMilliseconds(afterAttempt: attempt, random: 0.5) == ceiling / 2)
        #expect(StandardRetry.delayMilliseconds(afterAttempt: attempt, random: 0) == 0)
    }

    @Test("the quota pays for a hundred retries or fifty after time-outs")
    func quota() {
        #expect(Self.retriesUntilEmpty(cost: 5) == 100)
        #expect(Self.retriesUntilEmpty(cost: 10) == 50)
    }

    private static func retriesUntilEmpty(cost: Int) -> Int {
        var quota = RetryQuota()
        var retries = 0
        while quota.take(cost) { retries += 1 }
        return retries
    }

    @Test("successes earn: one for a first try, the last cost after a retry")
    func earning() {
        var quota = RetryQuota()
        quota.succeed(lastCost: nil)
        #expect(quota.available == RetryQuota.capacity)
        let isPaid = quota.take(10)
        #expect(isPaid)
        quota.succeed(lastCost: nil)
        #expect(quota.available == RetryQuota.capacity - 9)
        quota.succeed(lastCost: 5)
        #expect(quota.available == RetryQuota.capacity - 4)
        quota.succeed(lastCost: 10)
        #expect(quota.available == RetryQuota.capacity)
    }

    @Test("what is retried inside a call, and for how much")
    func costs() {
        let costs = Dictionary(
            uniqueKeysWithValues: AWSError.Kind.allCases.map { ($0, StandardRetry.cost(of: $0)) })
        #expect(
            costs == [
                .throttled: 5, .transient: 5, .unreachable: 5, .timedOut: 10, .refused: nil,
                .credentials: nil, .configuration: nil, .malformedResponse: nil, .uncertain: nil,
                .cancelled: nil,
            ])
    }
}

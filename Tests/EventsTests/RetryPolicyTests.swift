import Events
import JSON
import Testing

@Suite("Retry policy")
struct RetryPolicyTests {
    @Test("the longest pause doubles from 1 s to 15 min and stays there, to attempt 1,000")
    func longestPause() {
        let seconds = (1...12).map { RetryPolicy.delayMillisecondsMax(afterAttempt: $0) / 1_000 }
        #expect(seconds == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
        for attempt in 11...1_000 {
            #expect(RetryPolicy.delayMillisecondsMax(afterAttempt: attempt) == 900_000)
        }
        for attempt in [Int.min, -1, 0] {
            #expect(RetryPolicy.delayMillisecondsMax(afterAttempt: attempt) == 1_000)
        }
        #expect(RetryPolicy.delayMillisecondsMax(afterAttempt: .max) == 900_000)
    }

    @Test("the pause lies between nothing and the longest")
    func jitter() {
        for attempt in 1...1_000 {
            let most = RetryPolicy.delayMillisecondsMax(afterAttempt: attempt)
            for unit in [0, 0.25, 0.5, 0.999_999] {
                let pause = RetryPolicy.delayMilliseconds(afterAttempt: attempt, unit: unit)
                #expect((0..<most).contains(pause))
                #expect(abs(Double(pause) - Double(most) * unit) <= 1)
            }
        }
    }

    @Test(
        "a pause that was asked for is a floor, 15 min at most",
        arguments: [
            (0, 0.5, 500), (-5, 0.5, 500), (2_000, 0.5, 2_000), (2_000, 0, 2_000),
            (900_000, 0, 900_000), (900_001, 0, 900_000), (Int64.max, 0.5, 900_000),
        ] as [(Int64, Double, Int64)])
    func asked(asked: Int64, unit: Double, pause: Int64) {
        #expect(
            RetryPolicy.delayMilliseconds(
                afterAttempt: 1, askedMilliseconds: asked, unit: unit) == pause)
    }

    @Test("a policy comes back from its JSON")
    func roundTrip() {
        let policy = RetryPolicy(forMilliseconds: 5, repeatsUncertain: true)
        #expect(RetryPolicy(json: policy.json) == policy)
        #expect(RetryPolicy(json: RetryPolicy().json) == RetryPolicy())
        #expect(RetryPolicy().forMilliseconds == 86_400_000)
        #expect(RetryPolicy(json: ["forMs": "5", "uncertain": true]) == nil)
    }
}

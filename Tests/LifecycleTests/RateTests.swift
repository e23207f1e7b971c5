import Lifecycle
import Testing

@Suite("Rates")
struct RateTests {
    @Test("what is out of range becomes the nearest that is not")
    func extremes() {
        let least = Rate(count: .min, periodMilliseconds: 0)
        #expect(least == Rate(count: 1, periodMilliseconds: 1))
        let most = Rate(count: .max, periodMilliseconds: .max)
        #expect(most.count == Rate.countMax)
        #expect(most.periodMilliseconds == Rate.periodMillisecondsMax)
    }
}

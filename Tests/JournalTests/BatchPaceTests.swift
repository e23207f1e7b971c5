import Testing

@testable import Journal

@Suite("Batch pace")
struct BatchPaceTests {
    @Test("batches grow while they are quick, shrink when they are slow, and stay in bounds")
    func adapt() {
        var pace = BatchPace(64, in: 16...512)
        pace.adapt(to: .milliseconds(5))
        #expect(pace.count == 64)
        pace.adapt(to: .milliseconds(4))
        #expect(pace.count == 80)
        pace.adapt(to: .milliseconds(8))
        #expect(pace.count == 50)
        pace.adapt(to: .seconds(9))
        #expect(pace.count == 25, "one slow batch does not make the next one tiny")
        for _ in 1...9 { pace.adapt(to: .seconds(1)) }
        #expect(pace.count == 16)
        for _ in 1...9 { pace.adapt(to: .zero) }
        #expect(pace.count == 512)
    }
}

import Testing

@testable import EventPatterns

@Suite("Bits")
struct BitsTests {
    @Test("members come in their order, each once")
    func members() {
        var bits = Bits(count: 130)
        for number in [129, 0, 63, 64, 63] { bits.insert(number) }
        #expect(bits.members == [0, 63, 64, 129])
        #expect(bits[64] && !bits[65])
        #expect(Bits(count: 0).members.isEmpty)
    }
}

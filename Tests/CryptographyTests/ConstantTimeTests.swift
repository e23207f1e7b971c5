import Cryptography
import Testing

@Suite("Comparison in constant time")
struct ConstantTimeTests {
    @Test(
        "equal only when every byte and the length are",
        arguments: [
            ([UInt8](), [UInt8](), true), ([1], [1], true), ([1, 2], [1, 2], true),
            ([1, 2], [1, 3], false), ([1, 2], [0, 2], false), ([1], [1, 0], false),
            ([], [0], false),
        ])
    func truthTable(a: [UInt8], b: [UInt8], expected: Bool) {
        #expect(constantTimeEqual(a, b) == expected)
        #expect(constantTimeEqual(b, a) == expected)
    }
}

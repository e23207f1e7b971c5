import Cryptography
import Testing

@Suite("Random bytes")
struct RandomBytesTests {
    @Test("as many as asked for, and different every time")
    func differs() throws {
        #expect(try RandomBytes.make(count: 0).isEmpty)
        #expect(try RandomBytes.make(count: 1).count == 1)
        let one = try RandomBytes.make(count: 32)
        let other = try RandomBytes.make(count: 32)
        #expect(one.count == 32)
        #expect(one != other)
    }

    @Test("an impossible count is an error, not a crash", arguments: [-1, Int.max])
    func impossibleCount(count: Int) {
        #expect(throws: CryptographyError.self) { try RandomBytes.make(count: count) }
    }
}

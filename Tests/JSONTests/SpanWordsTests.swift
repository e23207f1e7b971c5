import Testing

@testable import JSON

@Suite("Words of bytes")
struct SpanWordsTests {
    @Test("eight bytes make a word, the first one lowest")
    func word() {
        let bytes: [UInt8] = [0xFF, 1, 2, 3, 4, 5, 6, 7, 8]
        #expect(bytes.span.word(at: 1) == 0x0807_0605_0403_0201)
    }

    @Test("plain text ends where a single look at each byte says")
    func plainEnd() {
        // Bytes beside the borders of what ends plain text.
        let filler: [UInt8] = [0x20, 0x21, 0x23, 0x5B, 0x5D, 0x80, 0xFF]
        for end in [UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x00, 0x1F] {
            for length in 0..<40 {
                var bytes = (0..<length).map { filler[$0 % filler.count] }
                bytes += [end, 0x20, 0x22]
                for start in 0...length { #expect(bytes.span.plainEnd(from: start) == length) }
            }
        }
        #expect(Array("no end of it here".utf8).span.plainEnd(from: 0) == 17)
    }
}

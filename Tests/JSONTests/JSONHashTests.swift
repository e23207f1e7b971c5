import JSON
import Testing

@Suite("JSON hash")
struct JSONHashTests {
    @Test("texts that differ in one byte, or in length, hash differently")
    func differences() {
        let text = Array("pull_request.labels.name".utf8)
        var hashes: Set<UInt32> = [JSONHash.hash(text.span)]
        for index in text.indices {
            var other = text
            other[index] ^= 1
            hashes.insert(JSONHash.hash(other.span))
            hashes.insert(JSONHash.hash(text.span.extracting(0..<index)))
        }
        #expect(hashes.count == 2 * text.count + 1)
        let zeros: [[UInt8]] = (0..<20).map { Array(repeating: 0, count: $0) }
        #expect(Set(zeros.map { JSONHash.hash($0.span) }).count == 20)
    }
}

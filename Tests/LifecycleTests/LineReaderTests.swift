import Lifecycle
import Testing

@Suite("Lines of a stream")
struct LineReaderTests {
    /// All lines of a stream that comes in these blocks.
    private func lines(_ blocks: [String], lineBytesMax: Int = 5) throws -> [LineReader.Line] {
        var rest = blocks.map { Array($0.utf8) }[...]
        var reader = LineReader(lineBytesMax: lineBytesMax) { () throws(FileSystemError) in
            rest.popFirst() ?? []
        }
        var lines: [LineReader.Line] = []
        while let line = try reader.next() { lines.append(line) }
        return lines
    }

    @Test(
        "a line is the same however the stream is cut",
        arguments: [
            ([], []), (["\n"], [""]), (["ab\ncd\n"], ["ab", "cd"]), (["ab\ncd"], ["ab", "cd"]),
            (["a", "b", "\n", "\n", "c"], ["ab", "", "c"]), (["12345\n"], ["12345"]),
            (["12345"], ["12345"]), (["ab\n\n"], ["ab", ""]),
            (["1", "2345", "\n6"], ["12345", "6"]),
        ] as [([String], [String])])
    func cuts(blocks: [String], wanted: [String]) throws {
        #expect(try lines(blocks) == wanted.map { .bytes(Array($0.utf8)) })
    }

    @Test(
        "a line that is too long is told, and the next one is read",
        arguments: [
            ["123456\nab\n"], ["123", "456", "\nab"], ["12345", "6\n", "ab"],
            ["123456", "7", "8", "9\nab"],
        ])
    func tooLong(blocks: [String]) throws {
        #expect(try lines(blocks) == [.tooLong, .bytes(Array("ab".utf8))])
    }

    @Test("a last line that is too long is told, too")
    func tooLongAtTheEnd() throws {
        #expect(try lines(["ab\n1234", "56"]) == [.bytes(Array("ab".utf8)), .tooLong])
    }

    @Test("a stream that fails is no end")
    func failure() {
        var reader = LineReader(lineBytesMax: 5) { () throws(FileSystemError) in
            try FileSystem.read("/nonexistent", bytesMax: 1)
        }
        #expect(throws: FileSystemError.self) { try reader.next() }
    }

    @Test("a long line in many blocks takes linear time")
    func manyBlocks() throws {
        let block = String(repeating: "x", count: 1_000)
        let blocks = Array(repeating: block, count: 4_000) + ["\n", "ab"]
        let found = try lines(blocks, lineBytesMax: 4_000_000)
        #expect(found.count == 2)
        #expect(try lines(blocks, lineBytesMax: 3_999_999).first == .tooLong)
    }
}

import Glibc

/// Takes a stream apart into lines, block by block. Every byte is looked at once, however long the
/// line, and a line beyond the limit is passed over, not kept.
package struct LineReader {
    /// What stands between two line ends (LF), without them.
    package enum Line: Sendable, Hashable {
        case bytes([UInt8])
        /// More than `lineBytesMax`.
        case tooLong
    }

    /// Gives the stream's next block, which is empty at its end.
    package typealias Read = () throws(FileSystemError) -> [UInt8]

    private let lineBytesMax: Int
    private let read: Read
    private var block: [UInt8] = []
    /// Bytes of the block that were taken.
    private var position = 0

    package init(lineBytesMax: Int, read: @escaping Read) {
        self.lineBytesMax = lineBytesMax
        self.read = read
    }

    /// The next line; nil at the end. A last line needs no line end.
    package mutating func next() throws(FileSystemError) -> Line? {
        var line: [UInt8] = []
        var isTooLong = false
        while true {
            if position == block.count {
                block = try read()
                position = 0
                if block.isEmpty { return isTooLong ? .tooLong : line.isEmpty ? nil : .bytes(line) }
            }
            let end = lineEnd() ?? block.count
            isTooLong = isTooLong || line.count + end - position > lineBytesMax
            if isTooLong { line = [] } else { line += block[position..<end] }
            let isWhole = end < block.count
            position = isWhole ? end + 1 : end
            if isWhole { return isTooLong ? .tooLong : .bytes(line) }
        }
    }

    /// Where in the block the next line end stands.
    private func lineEnd() -> Int? {
        unsafe block.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress,
                let found = unsafe memchr(start + position, 0x0A, bytes.count - position)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - start
        }
    }
}

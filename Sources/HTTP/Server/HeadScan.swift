internal import Glibc

/// Looks for what libmicrohttpd 0.9.75 loses of a request's head. It takes the head apart in place,
/// writes NULs where the pieces part and hands out C strings, so whatever stands behind a NUL on
/// its line is passed over, while a proxy in front may have seen it. "Field values containing CR,
/// LF, or NUL characters are invalid and dangerous" (RFC 9110, section 5.5).
@safe struct HeadScan {
    private let target: UnsafeRawBufferPointer
    private var start: UnsafeRawPointer?
    /// Where the piece before ended.
    private var end: UnsafeRawPointer?
    /// Whether there is a CR in a piece, or between two pieces more than what parts them.
    private(set) var hasHiddenBytes = false

    /// What parts two pieces, by the NULs that libmicrohttpd leaves of it. A NUL of the sender's at
    /// the end of a line is one too many; only before a bare LF it passes for a CR.
    private enum Gap: Int {
        /// For a space or a colon.
        case withinLine = 1
        /// For CR and LF.
        case lineEnd = 2
        /// For two line ends.
        case headEnd = 4
    }

    /// With the request target as it came, before it is decoded in place.
    init(target: UnsafePointer<CChar>) {
        unsafe self.target = Self.bytes(of: target)
    }

    mutating func passRequestLine(
        method: UnsafePointer<CChar>, version: UnsafePointer<CChar>
    ) {
        let method = unsafe Self.bytes(of: method)
        unsafe start = method.baseAddress
        unsafe pass(method, behind: .headEnd)
        unsafe pass(target, behind: .withinLine)
        unsafe pass(Self.bytes(of: version), behind: .withinLine)
    }

    /// The next field, in the order of the head.
    mutating func passField(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        unsafe pass(name, behind: .lineEnd)
        unsafe pass(value, behind: .withinLine)
    }

    /// The end of the head, so many bytes behind its start.
    mutating func passEnd(headerBytes: Int) {
        guard let start = unsafe start else { return }
        let nothing = unsafe UnsafeRawBufferPointer(start: start + headerBytes, count: 0)
        unsafe pass(nothing, behind: .headEnd)
    }

    private mutating func pass(_ piece: UnsafeRawBufferPointer, behind gap: Gap) {
        guard let next = piece.baseAddress else { return }
        if unsafe memchr(next, 13, piece.count) != nil { hasHiddenBytes = true }
        if let end = unsafe end, unsafe !Self.isPlain(from: end, to: next, gap) {
            hasHiddenBytes = true
        }
        unsafe end = next + piece.count
    }

    /// Whether nothing but `gap` stands between two places. Both are in the one block of memory
    /// that libmicrohttpd has for a connection; only of a folded line, which it puts together
    /// elsewhere in the block, the pieces are not in their order.
    private static func isPlain(
        from end: UnsafeRawPointer, to next: UnsafeRawPointer, _ gap: Gap
    ) -> Bool {
        let count = unsafe next - end
        guard (0...gapBytesMax).contains(count) else { return false }
        let bytes = unsafe UnsafeRawBufferPointer(start: end, count: count)
        let nuls = unsafe bytes.count { $0 == 0 }
        let blanks = unsafe bytes.count { isBlank($0) }
        return nuls <= gap.rawValue && nuls + blanks == count
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\n")
    }

    /// No head is longer than this and the memory it may take (`connectionMemoryBytes`).
    private static let gapBytesMax = 32 * 1024

    private static func bytes(of text: UnsafePointer<CChar>) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: text, count: strlen(text))
    }
}

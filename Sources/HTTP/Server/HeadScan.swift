internal import Glibc

/// Looks for what libmicrohttpd 0.9.75 loses of a request's head. It takes the head apart in place
/// and hands out C strings, so whatever stands behind a NUL on its line is passed over, while a
/// proxy in front may have seen it. "Field values containing CR, LF, or NUL characters are invalid
/// and dangerous" (RFC 9110, section 5.5).
@safe struct HeadScan {
    private let target: UnsafeRawBufferPointer
    private var start: UnsafeRawPointer?
    /// Where the piece before ended.
    private var end: UnsafeRawPointer?
    /// Whether something stands between two pieces that parts none.
    private(set) var hasHiddenBytes = false

    /// With the request target as it came, before it is decoded in place.
    init(target: UnsafePointer<CChar>) {
        unsafe self.target = Self.bytes(of: target)
    }

    mutating func passRequestLine(
        method: UnsafePointer<CChar>, version: UnsafePointer<CChar>
    ) {
        let method = unsafe Self.bytes(of: method)
        unsafe start = method.baseAddress
        unsafe pass(method)
        unsafe pass(target)
        unsafe pass(Self.bytes(of: version))
    }

    /// The next name or value, in the order of the head.
    mutating func pass(_ piece: UnsafeRawBufferPointer) {
        guard let next = piece.baseAddress else { return }
        if let end = unsafe end { unsafe look(from: end, to: next) }
        unsafe end = next + piece.count
    }

    /// The end of the head, so many bytes behind its start.
    mutating func passEnd(headerBytes: Int) {
        guard let start = unsafe start else { return }
        unsafe pass(UnsafeRawBufferPointer(start: start + headerBytes, count: 0))
    }

    /// The head is one block of memory, but for a folded line, which is put together elsewhere.
    private mutating func look(from end: UnsafeRawPointer, to next: UnsafeRawPointer) {
        let count = unsafe next - end
        guard (0...Self.gapBytesMax).contains(count) else { return }
        let gap = unsafe UnsafeRawBufferPointer(start: end, count: count)
        if unsafe gap.contains(where: { !Self.partsPieces($0) }) { hasHiddenBytes = true }
    }

    /// No head is longer than this and the memory it may take (`connectionMemoryBytes`).
    private static let gapBytesMax = 32 * 1024

    private static func partsPieces(_ byte: UInt8) -> Bool {
        byte == 0 || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
            || byte == UInt8(ascii: ":")
    }

    private static func bytes(of text: UnsafePointer<CChar>) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: text, count: strlen(text))
    }
}

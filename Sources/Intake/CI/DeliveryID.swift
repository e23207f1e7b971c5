/// What tells a delivery from every other of its sender, where the sender gives no such name or
/// not in one piece.
enum DeliveryID {
    /// The longest, in bytes: as long as an `Idempotency-Key` may be. No vendor names a limit.
    static let bytesMax = 255
    /// Stands between the parts, and in none of them.
    private static let separator = UInt8(ascii: "|")

    /// The parts in one line. Nil when one is missing, holds the separator or makes the whole too
    /// long: then two deliveries might get one name, and the second would be lost. A hash of the
    /// body takes its place.
    static func of(_ parts: String?...) -> String? {
        var id = ""
        for (index, part) in parts.enumerated() {
            guard let part, part.isSingleLine, !part.utf8.contains(separator) else { return nil }
            id += index == 0 ? part : "|" + part
        }
        return (1...bytesMax).contains(id.utf8.count) ? id : nil
    }
}

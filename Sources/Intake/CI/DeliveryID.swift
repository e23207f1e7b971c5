/// What tells a delivery from every other of its sender, where the sender gives no such name or
/// not in one piece.
enum DeliveryID {
    /// Stands between the parts, and in none of them.
    private static let separator: Unicode.Scalar = "|"

    /// The parts in one line. Nil when one is missing, holds the separator or makes the whole no
    /// name: then two deliveries might get one name, and the second would be lost. A hash of the
    /// body takes its place.
    static func of(_ parts: String?...) -> String? {
        let known = parts.compactMap { $0 }
        guard known.count == parts.count,
            !known.contains(where: { $0.unicodeScalars.contains(separator) })
        else { return nil }
        let id = known.joined(separator: String(separator))
        return id.isSenderName ? id : nil
    }
}

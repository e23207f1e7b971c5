import Cryptography

/// A name by which another system tells things apart, from what events say.
extension String {
    /// The key itself where it is short and clean; else its beginning, for people, and a hash of
    /// the whole, so that two keys never become one.
    ///
    /// - Parameter unitsMax: UTF-16 units, at least 128.
    func boundedKey(unitsMax: Int) -> String {
        let start = onOneLine
        guard start != self || utf16.count > unitsMax else { return self }
        let digest = Hex.encode(Digest.digest(Array(utf8), .sha256))
        return "\(start.cut(to: unitsMax - digest.utf16.count - 1))#\(digest)"
    }
}

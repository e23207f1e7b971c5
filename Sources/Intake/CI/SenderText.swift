import HTTP

/// Short texts of senders that are worth a closer look.
extension HTTPHeaders {
    /// The longest event or delivery name taken from a field, in bytes; vendors give no limit,
    /// and their names are UUIDs and a few words.
    static let senderNameBytesMax = 255

    /// The only value of a field that names an event or a delivery. Nil when it is missing, stands
    /// there twice (nobody can tell which is meant), or is no name: empty, too long, on two lines.
    func senderName(_ field: String) -> String? {
        let values = values(of: field)
        guard let name = values.first, values.count == 1,
            (1...Self.senderNameBytesMax).contains(name.utf8.count), name.isSingleLine
        else { return nil }
        return name
    }
}

extension String {
    /// A whole commit hash of Git: SHA-1 or SHA-256.
    var isCommitHash: Bool {
        [40, 64].contains(utf8.count) && utf8.allSatisfy(\.isLowercaseHexDigit)
    }

    /// What Git pushes when a branch or tag is deleted: no commit, in zeros.
    var isZeroHash: Bool { isCommitHash && utf8.allSatisfy { $0 == UInt8(ascii: "0") } }
}

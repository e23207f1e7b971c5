import HTTP

/// Short texts of senders that are worth a closer look.
extension String {
    /// The longest name of an event or a delivery, in bytes. No vendor gives a limit, nor do the
    /// draft of `Idempotency-Key`, Standard Webhooks and CloudEvents; names are UUIDs and words.
    static let senderNameBytesMax = 255

    /// Whether an event or a delivery may have this name: it is on one line, and neither empty nor
    /// too long.
    var isSenderName: Bool {
        (1...Self.senderNameBytesMax).contains(utf8.count) && isSingleLine
    }

    /// A whole commit hash of Git: SHA-1 or SHA-256.
    var isCommitHash: Bool {
        [40, 64].contains(utf8.count) && utf8.allSatisfy(\.isLowercaseHexDigit)
    }

    /// What Git pushes when a branch or tag is deleted: no commit, in zeros.
    var isZeroHash: Bool { isCommitHash && utf8.allSatisfy { $0 == UInt8(ascii: "0") } }
}

extension BidirectionalCollection where SubSequence == Self {
    /// Without what passes at its ends.
    func trimmed(_ passes: (Element) -> Bool) -> Self {
        var rest = drop(while: passes)
        while let last = rest.last, passes(last) { rest.removeLast() }
        return rest
    }
}

extension Substring {
    /// Without spaces and tabs at its ends.
    var trimmed: Substring { trimmed { $0 == " " || $0 == "\t" } }
}

extension ArraySlice<UInt8> {
    /// Without spaces and tabs at its ends.
    var trimmed: ArraySlice<UInt8> {
        trimmed { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
}

extension HTTPHeaders {
    /// The only value of a field that names an event or a delivery. Nil when it is missing, stands
    /// there twice (nobody can tell which is meant), or is no such name.
    func senderName(_ field: String) -> String? {
        let values = values(of: field)
        guard let name = values.first, values.count == 1, name.isSenderName else { return nil }
        return name
    }
}

import AWS

/// The ARN of an IAM role: `arn:aws:iam::123456789012:role/path/name`.
///
/// Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
package struct RoleARN: Sendable, Hashable {
    /// `aws`, `aws-cn`, …
    package let partition: String
    /// 12 digits.
    package let account: String
    /// It begins and ends with a slash.
    package let path: String
    package let name: String

    /// Nil for any other text, such as a user's ARN or one with wildcards.
    package init?(_ text: String) {
        let fields = text.split(
            separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0] == "arn", fields[2] == "iam", fields[3].isEmpty,
            Partition.all.contains(where: { $0.id == fields[1] }), fields[4].utf8.count == 12,
            fields[4].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            fields[5].hasPrefix("role/"), let slash = fields[5].lastIndex(of: "/")
        else { return nil }
        partition = String(fields[1])
        account = String(fields[4])
        path = String(fields[5][..<slash].dropFirst("role".count)) + "/"
        name = String(fields[5][slash...].dropFirst())
        guard Self.nameCharacters.contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameByte),
            path.utf8.count <= Self.pathCharactersMax, path.utf8.allSatisfy(Self.isPathByte)
        else { return nil }
    }

    private static let nameCharacters = 1...64
    private static let pathCharactersMax = 512

    /// `[\w+=,.@-]`
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_+=,.@-".utf8.contains(byte)
        }
    }

    /// Any printable character but those that a policy would take for a wildcard or a variable.
    private static func isPathByte(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"*?$".utf8.contains(byte)
    }
}

import AWS

/// The ARN of a topic, read strictly: `arn:aws:sns:us-east-2:123456789012:config-topic`.
///
/// The strictness is part of the verification. What SNS signs is a list of lines, so an ARN that
/// could hold a line end would let someone cut the signed text of a topic of his own up differently
/// and put our topic's ARN at the front of the `TopicArn` line.
struct TopicARN: Sendable, Hashable {
    let text: String
    let partition: String
    let region: String
    /// 12 digits.
    let account: String

    /// "Topic names … must be between 1 and 256 characters long"
    /// (https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html).
    static let nameBytesMax = 256
    private static let bytesMax = 512

    init?(_ text: String) {
        guard text.utf8.count <= Self.bytesMax else { return nil }
        var rest = Array(text.utf8)[...]
        guard Self.takeField(&rest)?.elementsEqual("arn".utf8) == true,
            let partition = Self.takeField(&rest), Self.isLabel(partition),
            Self.takeField(&rest)?.elementsEqual("sns".utf8) == true,
            let region = Self.takeField(&rest), Self.isLabel(region),
            let account = Self.takeField(&rest), account.count == 12,
            account.allSatisfy(\.isASCIIDigit), (1...Self.nameBytesMax).contains(rest.count),
            rest.allSatisfy({ $0.isASCIILetterOrDigit || $0 == hyphen || $0 == underscore })
        else { return nil }
        self.text = text
        self.partition = String(decoding: partition, as: UTF8.self)
        self.region = String(decoding: region, as: UTF8.self)
        self.account = String(decoding: account, as: UTF8.self)
    }

    /// Takes what stands before the next colon, and the colon; nil without one.
    private static func takeField(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        defer { rest = rest[(colon + 1)...] }
        return rest[..<colon]
    }

    private static func isLabel(_ bytes: ArraySlice<UInt8>) -> Bool {
        (1...63).contains(bytes.count)
            && bytes.allSatisfy { $0.isASCIILowercase || $0.isASCIIDigit || $0 == hyphen }
    }
}

private let hyphen = UInt8(ascii: "-")
private let underscore = UInt8(ascii: "_")

/// One entry of a source's `topics`: an ARN in which `*` stands for any characters, colons
/// included, as in IAM policies. A topic's name holds no colon, so `…:123456789012:config-*` stays
/// inside its account.
package struct TopicPattern: Sendable, Hashable {
    private let bytes: [UInt8]

    /// Nil for a text that can match no topic: it is empty or has characters no ARN has.
    package init?(_ text: String) {
        guard !text.isEmpty,
            text.utf8.allSatisfy({
                $0.isASCIILetterOrDigit || $0 == hyphen || $0 == underscore
                    || $0 == UInt8(ascii: ":") || $0 == Self.star
            })
        else { return nil }
        bytes = Array(text.utf8)
    }

    /// As it is written.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The one topic it matches; nil when it may match several.
    package var arn: String? { TopicARN(text)?.text }

    /// An ARN that matches, for `hookferry send`; nil where the stars suggest none.
    var example: String? {
        var fields =
            text
            .split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 6 else { return nil }
        let isOpen = fields.map { $0.contains("*") }
        if isOpen[2] { fields[2] = "sns" }
        if isOpen[3] { fields[3] = "us-east-1" }
        if isOpen[1] { fields[1] = Partition.of(region: fields[3])?.id ?? "aws" }
        if isOpen[4] { fields[4] = "123456789012" }
        fields[5] = fields[5].split(separator: "*", omittingEmptySubsequences: false)
            .joined(separator: "test")
        let arn = fields.joined(separator: ":")
        return TopicARN(arn) != nil && matches(arn) ? arn : nil
    }

    /// Whether the whole ARN matches.
    package func matches(_ topic: String) -> Bool {
        let topic = Array(topic.utf8)
        var position = 0
        var patternPosition = 0
        // Where to go on when what follows the last star turns out not to match.
        var retry: (pattern: Int, topic: Int)?
        while position < topic.count {
            if patternPosition < bytes.count, bytes[patternPosition] == Self.star {
                patternPosition += 1
                retry = (patternPosition, position)
            } else if patternPosition < bytes.count, bytes[patternPosition] == topic[position] {
                patternPosition += 1
                position += 1
            } else if let last = retry {
                patternPosition = last.pattern
                position = last.topic + 1
                retry = (last.pattern, position)
            } else {
                return false
            }
        }
        return bytes[patternPosition...].allSatisfy { $0 == Self.star }
    }

    private static let star = UInt8(ascii: "*")
}

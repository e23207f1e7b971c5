import Lifecycle

/// Times as senders write them.
enum UTCText {
    /// The moment of `2016-09-27T18:39:40.062Z`, with or without a fraction, and of nothing else.
    static func strictTimestamp(_ text: String) -> Timestamp? {
        isStrict(text) ? Timestamp(iso8601: text) : nil
    }

    /// The text itself when it is strict; in UTC when it has another zone, as the alarms'
    /// `2019-02-12T15:45:24.006+0000` has; nil when it is no time.
    static func normalized(_ text: String) -> String? {
        if isStrict(text) { return text }
        // Whatever stands behind the zone is refused here: the reader of times passes over it.
        guard let zone = text.utf8.suffix(6).firstIndex(where: { "+-".utf8.contains($0) }),
            isStrict(text[..<zone] + "Z"),
            text.utf8[zone...].dropFirst().filter({ $0 != UInt8(ascii: ":") }).count == 4,
            text.utf8[zone...].dropFirst().allSatisfy({
                $0.isASCIIDigit || $0 == UInt8(ascii: ":")
            })
        else { return nil }
        return Timestamp(iso8601: text)?.iso8601
    }

    private static func isStrict(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        guard (shape.count + 1...shape.count + 11).contains(bytes.count),
            bytes.last == UInt8(ascii: "Z"),
            zip(bytes, shape).allSatisfy({ byte, wanted in
                wanted == UInt8(ascii: "0") ? byte.isASCIIDigit : byte == wanted
            })
        else { return false }
        let fraction = bytes[shape.count...].dropLast()
        return fraction.isEmpty
            || fraction.count > 1 && fraction.first == UInt8(ascii: ".")
                && fraction.dropFirst().allSatisfy(\.isASCIIDigit)
    }

    private static let shape = Array("0000-00-00T00:00:00".utf8)
}

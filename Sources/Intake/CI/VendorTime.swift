import JSON
import Lifecycle

/// Times as CI vendors write them: ISO 8601 with any zone and up to nine digits of a second,
/// GitLab's `2016-08-12 15:23:28 UTC` and `2021-04-28 21:50:00 +0200`, and whole seconds or
/// milliseconds since 1970 as numbers.
enum VendorTime {
    /// From September 2001 to November 2286: no count of seconds in these years can be taken for
    /// one of milliseconds.
    private static let unixSeconds = 1_000_000_000..<10_000_000_000

    /// ISO 8601 in UTC, ending in `Z`; nil for what is no time. What is written so already stays
    /// as it is; else there are milliseconds where they are not zero. Nothing of a CI happened
    /// before 1970: programs in Go and .NET write the year 1 where there is no time.
    static func iso8601(_ value: JSONValue) -> String? {
        if let count = value.intValue { return unixTime(count).flatMap(printed) }
        guard let text = value.stringValue, let time = Timestamp(iso8601: standard(text)),
            time.milliseconds >= 0
        else { return nil }
        return UTCText.strictTimestamp(text) == nil ? printed(time) : text
    }

    private static func unixTime(_ count: Int) -> Timestamp? {
        if unixSeconds.contains(count) { return Timestamp(milliseconds: Int64(count) * 1_000) }
        guard unixSeconds.contains(count / 1_000) else { return nil }
        return Timestamp(milliseconds: Int64(count))
    }

    /// With `T` and without spaces; what is not one of the known spellings is left alone.
    private static func standard(_ text: String) -> String {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        switch parts.count {
        case 2: return "\(parts[0])T\(parts[1])"
        case 3 where parts[2] == "UTC": return "\(parts[0])T\(parts[1])Z"
        case 3 where parts[2].hasPrefix("+") || parts[2].hasPrefix("-"):
            return "\(parts[0])T\(parts[1])\(parts[2])"
        default: return text
        }
    }

    /// Nil where the zone has moved the time out of the years of four digits.
    private static func printed(_ time: Timestamp) -> String? {
        let text = time.iso8601
        guard UTCText.strictTimestamp(text) != nil else { return nil }
        return text.hasSuffix(".000Z") ? text.dropLast(5) + "Z" : text
    }
}

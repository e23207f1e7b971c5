import JSON
import Lifecycle

/// Times as CI vendors write them.
enum VendorTime {
    /// ISO 8601 in UTC; nil for what is no time.
    static func iso8601(_ value: JSONValue) -> String? {
        value.stringValue.flatMap(UTCText.normalized)
    }
}

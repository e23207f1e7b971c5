/// One refused request, for the log and the counters.
package struct RefusalRecord: Sendable, Hashable {
    /// The source's name; nil when the request reached none.
    package let source: String?
    package let code: Refusal.Code
    /// Why, without secrets or control characters, at most `reasonBytesMax` bytes.
    package let reason: String
    /// The sender's address; nil when the server refused before it had a request.
    package let remoteAddress: String?

    /// Long enough for our own sentences, short enough for a log line.
    package static let reasonBytesMax = 300

    init(source: String?, refusal: Refusal, remoteAddress: String?) {
        self.source = source
        code = refusal.code
        reason = Self.printable(refusal.reason, bytesMax: Self.reasonBytesMax)
        self.remoteAddress = remoteAddress
    }

    /// The text on one line: control characters become spaces, and what is too long ends in "…".
    static func printable(_ text: String, bytesMax: Int) -> String {
        var result = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
            bytes += UTF8.width(scalar)
            guard bytes <= bytesMax else {
                result.append("…")
                break
            }
            result.append(isControl ? " " : scalar)
        }
        return String(result)
    }
}

/// One request that was not refused, for the log and the counters. Whoever waits for the outcome is
/// told of it apart, with 424 if it is a failure.
package struct AcceptanceRecord: Sendable, Hashable {
    /// How the request was answered.
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case accepted, duplicate, confirmed, ignored
    }

    package let status: Status
    /// The source's name.
    package let source: String
    /// The event's `intake.id`, of a duplicate the first one's; nil when nothing was kept.
    package let id: String?
    package let deliveryID: String?
    /// The event's own `source` and `detail-type`.
    package let eventSource: String?
    package let detailType: String?
    package let remoteAddress: String
}

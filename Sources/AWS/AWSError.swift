/// Why a call to AWS gave no result. It holds no credentials and nothing of the request.
package struct AWSError: Error, Sendable, Hashable, CustomStringConvertible {
    package let kind: Kind
    /// The code AWS gave, such as `ThrottlingException`, else one of ours in the same style.
    package let code: String
    /// At most `messageCharactersMax` characters, without control characters.
    package let message: String
    /// The status of the answer, when there was one.
    package let httpStatus: Int?
    /// What AWS support asks for.
    package let requestId: String?
    /// How long AWS wants to be left alone; at most `retryAfterMillisecondsMax`.
    package let retryAfterMilliseconds: Int64?
    /// Whether any byte of the request may have reached the service.
    package let requestSent: Bool
    /// Whether the same call may succeed later without anybody changing anything.
    package let retryable: Bool

    /// The closed list of what a caller may want to tell apart.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// AWS asks to call less often.
        case throttled
        /// A fault of AWS that passes.
        case transient
        /// AWS understood the request and says no.
        case refused
        /// No credentials here, or AWS does not accept them.
        case credentials
        /// No region, service or endpoint of that name; nothing was sent.
        case configuration
        /// An answer that is not AWS's: HTML, half a JSON text, a redirect, too much of it.
        case malformedResponse = "malformed_response"
        /// No connection, or it broke.
        case unreachable
        case timedOut = "timed_out"
        /// A call that must not be repeated may or may not have been carried out.
        case uncertain
        /// The calling task was cancelled or the client closed.
        case cancelled
    }

    package static let messageCharactersMax = 1_024
    /// 15 minutes (design.md, section 7).
    package static let retryAfterMillisecondsMax: Int64 = 15 * 60 * 1_000

    package init(
        _ kind: Kind, code: String, message: String, httpStatus: Int? = nil,
        requestId: String? = nil, retryAfterMilliseconds: Int64? = nil, requestSent: Bool = true,
        retryable: Bool? = nil
    ) {
        self.kind = kind
        self.code = code
        self.message = Self.clean(message)
        self.httpStatus = httpStatus
        self.requestId = requestId
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.requestSent = requestSent
        self.retryable = retryable ?? kind.passesByItself
    }

    package var description: String { "\(code): \(message)" }

    static func configuration(_ code: String, _ message: String) -> AWSError {
        AWSError(.configuration, code: code, message: message, requestSent: false)
    }

    /// The text on one line, cut to the limit with an ellipsis.
    static func clean(_ text: String, charactersMax: Int = messageCharactersMax) -> String {
        // A control character takes 1 byte at least, so this much is enough to look at.
        let line = String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(charactersMax * 8).map { isPrintable($0) ? $0 : " " }))
        guard line.count > charactersMax else { return line }
        return line.prefix(charactersMax - 1) + "…"
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            false
        default: true
        }
    }
}

extension AWSError.Kind {
    var passesByItself: Bool {
        switch self {
        case .throttled, .transient, .unreachable, .timedOut, .malformedResponse, .cancelled: true
        case .refused, .credentials, .configuration, .uncertain: false
        }
    }
}

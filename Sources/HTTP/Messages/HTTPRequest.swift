/// A complete request as the server received it.
package struct HTTPRequest: Sendable {
    /// As sent; methods are case-sensitive (RFC 9110, section 9.1).
    package let method: String
    /// As sent, still percent-encoded, without the query. Of an absolute target
    /// (`http://host/path`) only the path.
    package let path: String
    /// What stands behind the first `?`, still percent-encoded; nil without one.
    package let query: String?
    /// Bytes of a value that are not UTF-8 arrive as U+FFFD.
    package let headers: HTTPHeaders
    package let body: [UInt8]
    /// The sender's IP address as text; an IPv4 address mapped into IPv6 is shown as IPv4.
    package let remoteAddress: String

    package init(
        method: String, path: String, query: String? = nil, headers: HTTPHeaders = [:],
        body: [UInt8] = [], remoteAddress: String = "127.0.0.1"
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
    }
}

/// The request target, taken apart (RFC 9112, section 3.2).
struct RequestTarget: Equatable {
    let path: String
    let query: String?

    init(_ target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = Self.withoutAuthority(parts[0])
        query = parts.count == 2 ? String(parts[1]) : nil
    }

    /// "a server MUST accept the absolute-form in requests" (RFC 9112, section 3.2.2).
    private static func withoutAuthority(_ path: Substring) -> String {
        let scheme = path.prefix(8).lowercased()
        guard scheme.hasPrefix("http://") || scheme == "https://" else { return String(path) }
        let authority = path.dropFirst(scheme == "https://" ? 8 : 7)
        return authority.firstIndex(of: "/").map { String(authority[$0...]) } ?? "/"
    }
}

/// Why a request got no answer. An answer of any status is not an error.
package struct HTTPClientError: Error, Sendable, Hashable {
    /// The closed list of reasons.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// Not an http(s) URL, or one with user information.
        case invalidURL
        /// A method or header field that cannot be sent.
        case invalidRequest
        /// The name did not resolve.
        case unresolved
        /// The address policy forbids every address of the host.
        case refusedAddress
        case connectFailed
        case tlsFailed
        /// The connect or the total time-out passed.
        case timedOut
        /// The total time-out passed while all connections were taken.
        case noConnection
        /// The other side closed the connection or broke the protocol before the answer's end.
        case connectionLost
        /// The answer's header or body exceeds its limit (a body where its beginning will not do);
        /// `status` is set.
        case responseTooLarge
        /// The calling task was cancelled.
        case cancelled
        /// The client was shut down.
        case closed
    }

    package let code: Code
    /// A sentence; holds neither the path nor the query of the URL.
    package let message: String
    /// Whether any byte of the request may have reached the other side. If false, sending it
    /// again cannot do anything twice.
    package let requestSent: Bool
    /// `scheme://host:port`; empty if the URL could not be read.
    package let origin: String
    /// The status of the answer, if it came that far.
    package let status: Int?

    package init(
        code: Code, message: String, requestSent: Bool = false, origin: String = "",
        status: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.requestSent = requestSent
        self.origin = origin
        self.status = status
    }
}

/// One request to send.
package struct HTTPClientRequest: Sendable {
    package var method: String
    /// `http://` or `https://`; no user information. The path is sent as written, dots and all,
    /// because a signature may cover it.
    package var url: String
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// From the beginning of the transfer to the last byte of the answer. Before that, it waits
    /// for a free connection as long as this at most.
    package var timeoutMilliseconds: Int
    /// For name resolution, TCP and TLS together.
    package var connectTimeoutMilliseconds: Int
    /// A longer answer is cut off and reported as `.responseTooLarge`.
    package var responseBytesMax: Int
    /// Whether the beginning of a longer body counts as the answer instead.
    package var takesBeginning = false
    package var addressPolicy: AddressPolicy
    /// The SHA-256, in base64, of the public key that the server must have (its
    /// SubjectPublicKeyInfo); who made out its certificate, to whom and until when is then not
    /// asked. Nil for a certificate that must be trusted and fit the host's name.
    package var pinnedKey: String?
    /// Whether proxies that the environment names are used.
    package var usesProxies = true

    /// The largest header of an answer that is read: what curl's tool and most servers use
    /// at most, and no service we call comes near it.
    package static let responseHeaderBytesMax = 64 * 1024

    package init(
        method: String = "GET", url: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        timeoutMilliseconds: Int = 30_000, connectTimeoutMilliseconds: Int = 5_000,
        responseBytesMax: Int = 1024 * 1024, addressPolicy: AddressPolicy = .any
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
        self.responseBytesMax = responseBytesMax
        self.addressPolicy = addressPolicy
    }
}

package import HTTP

/// The parts of a request that a signature covers.
package struct SigV4Request: Sendable {
    package var method: String
    /// The path as it goes over the wire. Signature version 4 encodes it once more, except for S3,
    /// which the bridge does not call.
    package var path: String
    /// What stands behind the `?` on the wire; empty without one.
    package var query: String
    /// Every field in here is signed.
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(
        method: String, path: String, query: String = "", headers: HTTPHeaders,
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// Day, region and service a signature is good for.
package struct SigV4Scope: Sendable, Hashable {
    /// `20150830`
    package let day: String
    package let region: String
    package let service: String

    package init(day: String, region: String, service: String) {
        self.day = day
        self.region = region
        self.service = service
    }

    /// `20150830/us-east-1/config/aws4_request`
    package var text: String { "\(day)/\(region)/\(service)/\(SigV4.terminator)" }
}

/// Where and how the server listens.
package struct HTTPServerConfiguration: Sendable {
    /// An IPv4 or IPv6 address; `::` takes IPv4 too.
    package var host: String
    /// 0 asks the system for a free port; see `HTTPServer.port`.
    package var port: UInt16
    /// nil for plain HTTP.
    package var tls: TLS?
    package var limits: HTTPServerLimits
    /// Polling threads; one per core is right, because no thread ever waits for a response.
    package var threads: Int

    /// The server's certificate (chain) and its key, both PEM text.
    package struct TLS: Sendable {
        package var certificatePEM: [UInt8]
        package var keyPEM: [UInt8]

        package init(certificatePEM: [UInt8], keyPEM: [UInt8]) {
            self.certificatePEM = certificatePEM
            self.keyPEM = keyPEM
        }
    }

    package init(
        host: String = "127.0.0.1", port: UInt16 = 0, tls: TLS? = nil,
        limits: HTTPServerLimits = HTTPServerLimits(), threads: Int = 2
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.limits = limits
        self.threads = threads
    }
}

/// What one client may cost.
package struct HTTPServerLimits: Sendable {
    /// Largest body, whether announced or chunked; beyond it the answer is `.bodyTooLarge`.
    package var bodyBytesMax = 2 * 1024 * 1024
    /// What the large bodies of all requests may hold at once; beyond it the answer is
    /// `.overloaded`. The first `smallBodyBytesMax` of each do not count, so that a few clients
    /// with large bodies do not keep out those with small ones.
    package var largeBodyBytesMax = 64 * 1024 * 1024
    /// See `largeBodyBytesMax`; the connections bound how much that can be.
    package var smallBodyBytesMax = 64 * 1024
    /// Request line and header fields together; beyond it the answer is `.headersTooLarge`.
    package var headerBytesMax = 16 * 1024
    /// Open connections. Shared evenly among the threads; beyond it clients wait in the
    /// system's backlog.
    package var connectionsMax = 4_096
    /// Open connections of one address; beyond it a new one is closed at once.
    package var connectionsPerAddressMax = 256
    /// From accepting the connection, or on a kept connection from the request line, to the last
    /// byte of the body. It is absolute: a client that trickles cannot outlive it.
    package var requestDeadlineMilliseconds = 15_000
    /// From handing over the answer to its last byte.
    package var responseDeadlineMilliseconds = 60_000
    /// From an answer to the next request line on a kept connection. Longer than the usual 60 s
    /// of load balancers in front, so that they close first and never hit a closing connection.
    package var idleDeadlineMilliseconds = 75_000
    /// How much of a refused body is still read and thrown away, so that a client that sends
    /// everything before it reads gets to see the refusal instead of a reset.
    package var discardedBytesMax = 16 * 1024 * 1024

    package init() {}

    /// What libmicrohttpd may hold per connection: the header as it came and 16 KiB for its list of
    /// the fields (about 56 bytes each) and the answer's header. It clears all of that after each
    /// request, so twice as much cost a tenth of the speed. A header of hundreds of tiny fields
    /// that does not fit gets libmicrohttpd's own 431.
    var connectionMemoryBytes: Int { headerBytesMax + 16 * 1024 }

    /// How often deadlines are looked at: a twentieth of the shortest, 5 to 250 ms.
    var sweepMilliseconds: Int {
        let shortest = min(
            requestDeadlineMilliseconds, responseDeadlineMilliseconds, idleDeadlineMilliseconds)
        return min(max(shortest / 20, 5), 250)
    }
}

/// What the server answers itself, before or instead of `respond`. Requests that break HTTP
/// outright (a bad request line, no `Host`, a bad chunk) libmicrohttpd answers with 400 itself.
package enum HTTPRefusal: Sendable, Hashable, CaseIterable {
    /// 413.
    case bodyTooLarge
    /// 431.
    case headersTooLarge
    /// 408: the deadline passed before the client had sent the whole request.
    case requestTimeout
    /// 503: the deadline passed while bytes of the request waited to be read, or the bodies of
    /// other requests take all the room. It is the server's fault, and a client that never repeats
    /// after a 408 must come again.
    case overloaded
    /// 400: a head that two servers could read differently (request smuggling), such as one with
    /// both `Content-Length` and `Transfer-Encoding`, or with a NUL or a CR in a field.
    case malformed
}

/// Why the server could not start.
package struct HTTPServerError: Error, Sendable, Hashable {
    /// The closed list of reasons.
    package enum Code: String, Sendable, Hashable {
        case badHost, addressInUse, notPermitted, badCertificate, cannotListen, cannotStart
    }

    package let code: Code
    package let message: String
    /// `host:port` as configured.
    package let place: String
    package let hint: String?

    package init(code: Code, message: String, place: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.place = place
        self.hint = hint
    }
}

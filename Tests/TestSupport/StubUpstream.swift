package import HTTP
import Lifecycle

/// A real HTTP server on a free loopback port that keeps what it was asked and answers as the test
/// says.
package final class StubUpstream: Sendable {
    package let server: HTTPServer
    /// Every request, as it arrives.
    package let requests: AsyncStream<HTTPRequest>
    private let kept: Locked<[HTTPRequest]>

    package init(
        connectionsMax: Int = HTTPServerLimits().connectionsPerAddressMax,
        respond: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) throws {
        let (stream, continuation) = AsyncStream.makeStream(of: HTTPRequest.self)
        requests = stream
        let kept = Locked<[HTTPRequest]>([])
        self.kept = kept
        var limits = HTTPServerLimits()
        limits.connectionsPerAddressMax = connectionsMax
        server = try HTTPServer(
            HTTPServerConfiguration(host: "127.0.0.1", port: 0, limits: limits, threads: 1),
            refuse: { _ in HTTPResponse(status: 400) },
            respond: { request in
                kept.withLock { $0.append(request) }
                continuation.yield(request)
                return await respond(request)
            })
    }

    package var url: String { "http://127.0.0.1:\(server.port)" }

    /// The requests so far.
    package var received: [HTTPRequest] { kept.withLock { $0 } }
}

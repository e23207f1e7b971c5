/// An HTTP/1.1 server on GNU libmicrohttpd: a request in, a response out.
package final class HTTPServer: Sendable {
    private let core: ServerCore
    private let daemon: ServerDaemon

    /// Listens and serves when it returns.
    ///
    /// - Parameters:
    ///   - refuse: makes the answer to what the server refuses itself; called on any thread, must
    ///     not block. The connection is closed behind it.
    ///   - respond: called with a complete request on a polling thread. Until its first
    ///     suspension it holds up that thread's other connections, so it must not block. If the
    ///     client goes away while it is suspended, its task is cancelled a moment later and its
    ///     answer is dropped; what must be finished all the same must not heed that.
    package init(
        _ configuration: HTTPServerConfiguration,
        refuse: @escaping @Sendable (HTTPRefusal) -> HTTPResponse,
        respond: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) throws(HTTPServerError) {
        core = ServerCore(configuration: configuration, refuse: refuse, respond: respond)
        daemon = try ServerDaemon(configuration, core: core)
    }

    /// A server that is let go of stops at once.
    deinit {
        core.table.drain(daemon, deadlineMilliseconds: 0) { _ in }
    }

    /// The port it listens on.
    package var port: UInt16 { daemon.port }

    /// Stops accepting connections, answers the requests in flight (with `Connection: close`),
    /// closes the idle connections and stops. True if all of that was done within the deadline;
    /// otherwise what was left has been closed without an answer. Calling it again waits for the
    /// same end.
    package func drain(deadlineMilliseconds: Int) async -> Bool {
        await withCheckedContinuation { continuation in
            core.table.drain(daemon, deadlineMilliseconds: deadlineMilliseconds) {
                continuation.resume(returning: $0)
            }
        }
    }
}

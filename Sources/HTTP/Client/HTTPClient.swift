/// An HTTP/1.1 client on libcurl: connections are kept and reused, redirects are not followed,
/// certificates are checked, and proxies are taken from the environment (`https_proxy`,
/// `no_proxy` and the like) as libcurl does. It never logs.
package final class HTTPClient: Sendable {
    private let thread: TransferThread

    /// How many connections may be busy; further requests wait.
    package struct Limits: Sendable {
        package var connectionsPerOriginMax: Int
        package var connectionsMax: Int

        /// As many as a bridge has attempts under way at once. A single server gets a quarter.
        package init(connectionsMax: Int = 4_096) {
            self.connectionsMax = connectionsMax
            connectionsPerOriginMax = max(connectionsMax / 4, 1)
        }

        package init(connectionsPerOriginMax: Int, connectionsMax: Int) {
            self.connectionsPerOriginMax = connectionsPerOriginMax
            self.connectionsMax = connectionsMax
        }
    }

    /// Fails with `.closed` if libcurl cannot start, which only lack of memory causes.
    package init(limits: Limits = Limits()) throws(HTTPClientError) {
        guard
            let thread = TransferThread(
                perOriginMax: limits.connectionsPerOriginMax, totalMax: limits.connectionsMax)
        else { throw HTTPClientError(code: .closed, message: "libcurl cannot be started.") }
        self.thread = thread
        thread.start()
    }

    deinit { thread.close() }

    /// Sends the request and collects the answer, whatever its status. Cancelling the task breaks
    /// the connection off and throws `.cancelled`.
    package func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPResponse {
        let url = try Self.check(request)
        let thread = thread
        let identifier = thread.announce()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let transfer = Transfer(request, url: url) { continuation.resume(returning: $0) }
                thread.submit(identifier, transfer)
            }
        } onCancel: {
            thread.cancel(identifier)
        }
        return try outcome.get()
    }

    /// Ends every request with `.closed` and returns when the thread has gone.
    package func shutdown() async {
        thread.close()
        await thread.waitUntilEnded()
    }

    private static func check(_ request: HTTPClientRequest) throws(HTTPClientError) -> TargetURL {
        guard let url = TargetURL(request.url) else {
            throw HTTPClientError(
                code: .invalidURL,
                message: "The URL is not an absolute http or https URL without user information.")
        }
        guard HTTPHeaders.isToken(request.method),
            request.headers.allSatisfy({ HTTPHeaders.isSendable($0) })
        else {
            throw HTTPClientError(
                code: .invalidRequest,
                message: "The method or a header field of the request cannot be sent.",
                origin: url.origin)
        }
        let policy = request.addressPolicy
        // A literal address is checked here too, because behind a proxy nothing resolves it.
        let literal = IPAddress(url.host)
        guard policy.permitsScheme(isHTTPS: url.isHTTPS),
            literal.map({ policy.permits($0, isHTTPS: url.isHTTPS) }) ?? true
        else {
            throw HTTPClientError(
                code: .refusedAddress, message: "This request may not reach \(url.origin).",
                origin: url.origin)
        }
        return url
    }
}

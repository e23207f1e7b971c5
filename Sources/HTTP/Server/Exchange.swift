internal import CMicroHTTPD

/// One request and its answer, from the request line to `MHD_OPTION_NOTIFY_COMPLETED`.
final class Exchange: @unchecked Sendable {
    // Unchecked: everything is touched only on libmicrohttpd's thread of this connection, but for
    // `response`, which the responding task writes before it publishes the answer and that
    // thread reads after it saw the answer published.
    private let core: ServerCore
    private let connection: ServerConnection
    private let target: String
    private var scan: HeadScan
    private var stage = Stage.head
    private var headers = HTTPHeaders()
    private var body: [UInt8] = []
    /// What of the body counts in `core.bodies`, until neither the connection nor the responding
    /// task needs this exchange any more.
    private var bodyBytes = 0
    private var response: HTTPResponse?

    private enum Stage {
        case head
        case body
        /// The rest of the request is thrown away; `answer` is sent behind it unless it has been
        /// sent already.
        case refused(answer: HTTPResponse?, discardedBytes: Int)
        case handedOver
    }

    /// An announced length is a claim: no more than this is set aside for it.
    private static let reservedBodyBytesMax = 64 * 1024

    init(core: ServerCore, connection: ServerConnection, target: UnsafePointer<CChar>) {
        self.core = core
        self.connection = connection
        unsafe self.target = String(cString: target)
        unsafe scan = HeadScan(target: target)
        _ = connection.enter(.receiving, for: core.limits.requestDeadlineMilliseconds)
    }

    deinit { core.bodies.release(bodyBytes) }

    /// One call of the access handler: first with the head, then per piece of the body, then
    /// once with an empty piece, and once more when resumed. False closes the connection.
    func proceed(
        _ handle: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>,
        piece: UnsafeRawBufferPointer
    ) -> Bool {
        switch stage {
        case .head:
            unsafe scan.passRequestLine(method: method, version: version)
            return unsafe takeHead(of: handle)
        case .body where unsafe piece.isEmpty:
            return unsafe handOver(handle, method: String(cString: method))
        case .body:
            guard body.count + piece.count <= core.limits.bodyBytesMax else {
                return unsafe refuse(.bodyTooLarge, on: handle)
            }
            guard core.bodies.grow(from: bodyBytes, to: bodyBytes + piece.count) else {
                return unsafe refuse(.overloaded, on: handle)
            }
            bodyBytes += piece.count
            unsafe body.append(contentsOf: piece)
            return true
        case .refused(let answer, let discardedBytes):
            guard unsafe piece.isEmpty else {
                let discarded = discardedBytes + piece.count
                stage = .refused(answer: answer, discardedBytes: discarded)
                return discarded <= core.limits.discardedBytesMax
            }
            guard let answer else { return false }
            return unsafe ServerAnswer.queue(answer, on: handle, closing: true)
        case .handedOver:
            return unsafe answer(handle)
        }
    }

    // MARK: Reading

    private func takeHead(of handle: OpaquePointer) -> Bool {
        headers = unsafe ServerCore.headers(of: handle, &scan)
        unsafe scan.passEnd(headerBytes: hookferry_mhd_header_size(handle))
        let lengths = headers.values(of: "Content-Length")
        let codings = headers.values(of: "Transfer-Encoding")
        // libmicrohttpd 0.9.75 prefers Transfer-Encoding in silence; a proxy in front may not.
        let isAmbiguous =
            lengths.count + codings.count > 1 || headers.values(of: "Host").count > 1
            || codings.contains { $0.lowercased() != "chunked" }
        let announcedBytes = lengths.first.map { UInt64($0) ?? .max } ?? 0
        // "No whitespace is allowed between the field name and colon" (RFC 9112, section 5.1):
        // libmicrohttpd takes it for a part of the name, and a proxy may not.
        let isMalformed =
            scan.hasHiddenBytes || !headers.fields.allSatisfy { HTTPHeaders.isToken($0.name) }
        if isAmbiguous || isMalformed { return unsafe refuse(.malformed, on: handle) }
        if unsafe hookferry_mhd_header_size(handle) > core.limits.headerBytesMax {
            return unsafe refuse(.headersTooLarge, on: handle)
        }
        if announcedBytes > UInt64(core.limits.bodyBytesMax) {
            return unsafe refuse(.bodyTooLarge, on: handle)
        }
        stage = .body
        body.reserveCapacity(Int(min(announcedBytes, UInt64(Self.reservedBodyBytesMax))))
        return true
    }

    /// Answers at once, then reads on for a while: closing a socket with unread bytes resets the
    /// connection, and the client might lose the answer.
    private func refuse(_ refusal: HTTPRefusal, on handle: OpaquePointer) -> Bool {
        body = []
        // What is still read is thrown away, and takes no room from others.
        core.bodies.release(bodyBytes)
        bodyBytes = 0
        let answer = core.refuse(refusal)
        if case .head = stage, headers["Expect"] != nil {
            // The client waits for leave to send, so nothing is on the way. An answer queued
            // before the body makes libmicrohttpd close the connection behind it.
            return unsafe ServerAnswer.queue(answer, on: handle, closing: true)
        }
        guard connection.enter(.discarding) else { return false }
        // libmicrohttpd takes an answer only before the body or behind it.
        if core.isTLS {
            stage = .refused(answer: answer, discardedBytes: 0)
        } else {
            connection.sendRefusal(ServerAnswer.bytes(answer))
            stage = .refused(answer: nil, discardedBytes: 0)
        }
        return true
    }

    // MARK: Answering

    private func handOver(_ handle: OpaquePointer, method: String) -> Bool {
        guard connection.enter(.responding) else { return false }
        stage = .handedOver
        let target = RequestTarget(target)
        let request = HTTPRequest(
            method: method, path: target.path, query: target.query, headers: headers, body: body,
            remoteAddress: connection.remoteAddress)
        body = []
        connection.beginAnswer()
        // Runs on this thread up to the first suspension; often that is all.
        let task = Task.immediate { [self] in
            response = await core.respond(request)
            if connection.publishAnswer() { connection.resume() }
        }
        if connection.answerState == .answered { return unsafe answer(handle) }
        unsafe MHD_suspend_connection(handle)
        if !connection.markSuspended(during: task) {
            // The answer came between the two lines above; nobody else will resume.
            connection.resume()
        } else if core.table.hasGivenUp, connection.abandon() {
            connection.resume()
        }
        return true
    }

    private func answer(_ handle: OpaquePointer) -> Bool {
        guard connection.answerState == .answered, let response,
            connection.enter(.sending, for: core.limits.responseDeadlineMilliseconds)
        else { return false }
        return unsafe ServerAnswer.queue(response, on: handle, closing: core.table.isDraining)
    }

    /// The exchange is over, for better or worse; `respond` may still run, cancelled and ignored.
    func complete() {
        _ = connection.enter(.idle, for: core.limits.idleDeadlineMilliseconds)
    }
}

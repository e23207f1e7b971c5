internal import CMicroHTTPD
internal import Synchronization

/// What a connection is waiting for, and until when. One word, so that libmicrohttpd's thread and
/// the deadline sweep settle who comes first by compare-and-exchange.
struct ConnectionDeadline: RawRepresentable, Equatable, Sendable, AtomicRepresentable {
    enum Phase: UInt64 {
        /// Accepted; no request line yet.
        case waiting
        /// Between the request line and the end of the body.
        case receiving
        /// A refusal is sent; the rest of the request is thrown away.
        case discarding
        /// `respond` has the request; libmicrohttpd does not look at the socket. No deadline: the
        /// time is that of the beginning.
        case responding
        /// The answer is being sent.
        case sending
        /// Between two requests.
        case idle
        /// The deadline passed; the socket is shut down.
        case expired
    }

    let rawValue: UInt64

    init(_ phase: Phase, milliseconds: UInt64 = 0) {
        rawValue = milliseconds << 3 | phase.rawValue
    }

    init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    var phase: Phase { Phase(rawValue: rawValue & 7) ?? .expired }

    var milliseconds: UInt64 { rawValue >> 3 }

    func isOver(at now: UInt64) -> Bool {
        switch phase {
        case .responding, .expired: false
        case .waiting, .receiving, .discarding, .sending, .idle: milliseconds <= now
        }
    }
}

/// Who answers the request that is with `respond`.
enum AnswerState: UInt8, AtomicRepresentable {
    /// `respond` runs; libmicrohttpd's thread has not suspended the connection yet.
    case running
    /// `respond` runs and the connection is suspended; whoever leaves this state resumes it.
    case suspended
    /// The answer is there.
    case answered
    /// The client went away or the server gave up waiting; the connection will be closed.
    case abandoned
}

/// One accepted TCP connection, between `MHD_CONNECTION_NOTIFY_STARTED` and `…_CLOSED`.
@safe final class ServerConnection: Sendable {
    let remoteAddress: String
    private let socket: Int32
    private let isTLS: Bool
    private nonisolated(unsafe) let handle: OpaquePointer
    // Used only to resume, and only by the one who moved `answer` out of `.suspended`; until
    // then libmicrohttpd keeps the connection.
    private let deadline: Atomic<ConnectionDeadline>
    private let answer = Atomic<AnswerState>(.running)
    /// What runs `respond`, for the one who gives up on it.
    private let responding = Mutex<Task<Void, Never>?>(nil)

    /// So long nobody looks whether the client has gone. A commit takes a few milliseconds, so
    /// that of all requests only those that really wait cost a look, and a client that ends
    /// sending behind its request gets its answer.
    private static let hangUpGraceMilliseconds: UInt64 = 250

    /// So long a client that has ended sending may still have a whole request in libmicrohttpd's
    /// hands.
    private static let desertedGraceMilliseconds: UInt64 = 1_000

    init(
        handle: OpaquePointer, socket: Int32, remoteAddress: String, isTLS: Bool,
        deadline: ConnectionDeadline
    ) {
        unsafe self.handle = handle
        self.socket = socket
        self.remoteAddress = remoteAddress
        self.isTLS = isTLS
        self.deadline = Atomic(deadline)
    }

    var phase: ConnectionDeadline.Phase { deadline.load(ordering: .acquiring).phase }

    /// Begins a phase; false if the deadline of the phase before has just been enforced. The
    /// first request keeps the deadline that runs since the connection was accepted.
    func enter(_ phase: ConnectionDeadline.Phase, for milliseconds: Int = 0) -> Bool {
        var current = deadline.load(ordering: .acquiring)
        while current.phase != .expired {
            let keeps =
                phase == .discarding || phase == .receiving && current.phase == .waiting
            let end = keeps ? current.milliseconds : monotonicMilliseconds() + UInt64(milliseconds)
            let (exchanged, seen) = deadline.compareExchange(
                expected: current, desired: ConnectionDeadline(phase, milliseconds: end),
                ordering: .acquiringAndReleasing)
            if exchanged { return true }
            current = seen
        }
        return false
    }

    // MARK: The answer

    func beginAnswer() {
        answer.store(.running, ordering: .releasing)
    }

    var answerState: AnswerState { answer.load(ordering: .acquiring) }

    /// Moves on from `.running`; false if the answer came first.
    func markSuspended(during task: Task<Void, Never>) -> Bool {
        responding.withLock { $0 = task }
        return move(from: .running, to: .suspended)
    }

    /// Publishes the answer; true if the connection is suspended and must be resumed.
    func publishAnswer() -> Bool {
        if move(from: .running, to: .answered) { return false }
        return move(from: .suspended, to: .answered)
    }

    /// Gives up on a suspended connection and cancels what it waits for; true if it must be
    /// resumed, to be closed.
    func abandon() -> Bool {
        guard move(from: .suspended, to: .abandoned) else { return false }
        responding.withLock { $0.take() }?.cancel()
        return true
    }

    private func move(from expected: AnswerState, to desired: AnswerState) -> Bool {
        answer.compareExchange(
            expected: expected, desired: desired, ordering: .sequentiallyConsistent
        ).exchanged
    }

    /// Only for the one who moved the answer out of `.suspended`: "Calling this function on a
    /// connection that was not previously suspended will result in undefined behavior."
    func resume() {
        unsafe MHD_resume_connection(handle)
    }

    // MARK: The socket

    /// Sends a whole small answer past libmicrohttpd and ends our half of the connection. Only
    /// while libmicrohttpd has nothing to send, and never with TLS.
    func sendRefusal(_ bytes: [UInt8]) {
        // A client that has left no room for a few hundred bytes does not read anyway.
        unsafe _ = hookferry_tcp_send(socket, bytes, bytes.count)
        hookferry_tcp_end_sending(socket)
    }

    func isOverdue(at now: UInt64) -> Bool {
        deadline.load(ordering: .acquiring).isOver(at: now)
    }

    /// Enforces the deadline if it has passed. Called on the table's queue while the connection
    /// is in the table, hence with its socket open.
    func expire(at now: UInt64, refuse: (HTTPRefusal) -> [UInt8]) {
        let current = deadline.load(ordering: .acquiring)
        guard current.isOver(at: now) else { return }
        // Looked at first: what is read from now on is not answered any more.
        let isOurFault = hookferry_tcp_unread(socket) > 0
        guard close(from: current) else { return }
        let isHalfRequest = current.phase == .waiting || current.phase == .receiving
        if isHalfRequest, !isTLS { sendRefusal(refuse(isOurFault ? .overloaded : .requestTimeout)) }
        hookferry_tcp_end(socket)
    }

    /// Ends a connection whose client has gone in the middle of its request. libmicrohttpd, which
    /// asks to be told of changes only, does not hear of an end that comes together with the last
    /// bytes: the place would be taken until the deadline. Called like `expire`.
    func endIfDeserted(at now: UInt64, requestDeadline: UInt64) {
        let current = deadline.load(ordering: .acquiring)
        guard current.phase == .waiting || current.phase == .receiving,
            current.milliseconds + Self.desertedGraceMilliseconds <= now + requestDeadline,
            hookferry_tcp_peer_has_gone(socket, 1) != 0, close(from: current)
        else { return }
        hookferry_tcp_end(socket)
    }

    /// Whether the client of a suspended request has gone. Called like `expire`.
    func hasHungUp(at now: UInt64) -> Bool {
        let current = deadline.load(ordering: .acquiring)
        guard current.phase == .responding, answerState == .suspended,
            current.milliseconds + Self.hangUpGraceMilliseconds <= now
        else { return false }
        // Unread bytes may be the next request of a client that ended sending behind it. With TLS
        // they are the farewell that comes before every orderly end.
        return hookferry_tcp_peer_has_gone(socket, isTLS ? 0 : 1) != 0
    }

    /// Ends a connection on which no request has begun and no byte of one waits.
    func closeIfUnused() {
        let current = deadline.load(ordering: .acquiring)
        guard current.phase == .idle || current.phase == .waiting else { return }
        guard hookferry_tcp_unread(socket) == 0 else { return }
        if close(from: current) { hookferry_tcp_end(socket) }
    }

    private func close(from current: ConnectionDeadline) -> Bool {
        deadline.compareExchange(
            expected: current, desired: ConnectionDeadline(.expired),
            ordering: .acquiringAndReleasing
        ).exchanged
    }
}

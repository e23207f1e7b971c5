internal import Dispatch
internal import Synchronization

/// The open connections, their deadlines, and the drain. Everything happens on one serial queue;
/// a connection stays in the table until libmicrohttpd is about to close its socket, and leaving
/// the table waits for the queue, so the queue never touches a descriptor that may already
/// belong to someone else.
final class ConnectionTable: @unchecked Sendable {
    // Unchecked: every stored `var` is touched on `queue` only.
    private let queue = DispatchQueue(label: "hookferry.http.connections")
    private let timer: any DispatchSourceTimer
    private let requestDeadlineMilliseconds: UInt64
    private let refuse: @Sendable (HTTPRefusal) -> [UInt8]
    private var connections: [ObjectIdentifier: ServerConnection] = [:]
    private var stage = Stage.serving
    private var drainWaiters: [@Sendable (_ finished: Bool) -> Void] = []
    private let draining = Atomic(false)
    private let givenUp = Atomic(false)

    private enum Stage {
        case serving
        case draining(ServerDaemon, deadline: UInt64)
        case stopping
        case stopped(finished: Bool)
    }

    /// While draining, unused connections and the deadline are looked at this often.
    private static let drainSweepMilliseconds = 5

    init(limits: HTTPServerLimits, refuse: @escaping @Sendable (HTTPRefusal) -> [UInt8]) {
        self.refuse = refuse
        requestDeadlineMilliseconds = UInt64(limits.requestDeadlineMilliseconds)
        timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [weak self] in self?.sweep() }
        schedule(everyMilliseconds: limits.sweepMilliseconds)
        timer.resume()
    }

    deinit { timer.cancel() }

    /// Whether answers must ask the client to close the connection.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// Whether a connection that is suspended from now on must be abandoned at once.
    var hasGivenUp: Bool { givenUp.load(ordering: .sequentiallyConsistent) }

    func add(_ connection: ServerConnection) {
        queue.async { self.connections[ObjectIdentifier(connection)] = connection }
    }

    /// Returns when no sweep can touch the connection's socket any more.
    func remove(_ connection: ServerConnection) {
        queue.sync {
            connections[ObjectIdentifier(connection)] = nil
            if connections.isEmpty { endDrain(finished: true) }
        }
    }

    /// Stops accepting, waits for the requests in flight, stops the daemon, then calls
    /// `whenStopped`. Another call can only shorten the time that is left.
    func drain(
        _ daemon: ServerDaemon, deadlineMilliseconds: Int,
        whenStopped: @escaping @Sendable (_ finished: Bool) -> Void
    ) {
        draining.store(true, ordering: .relaxed)
        let deadline = monotonicMilliseconds() + UInt64(max(0, deadlineMilliseconds))
        queue.async { [self] in
            switch stage {
            case .serving:
                daemon.stopAccepting()
                drainWaiters.append(whenStopped)
                stage = .draining(daemon, deadline: deadline)
                schedule(everyMilliseconds: Self.drainSweepMilliseconds)
                sweep()
            case .draining(let daemon, let earlier):
                drainWaiters.append(whenStopped)
                stage = .draining(daemon, deadline: min(earlier, deadline))
            case .stopping:
                drainWaiters.append(whenStopped)
            case .stopped(let finished):
                whenStopped(finished)
            }
        }
    }

    private func schedule(everyMilliseconds milliseconds: Int) {
        timer.schedule(
            deadline: .now() + .milliseconds(milliseconds), repeating: .milliseconds(milliseconds),
            leeway: .milliseconds(milliseconds / 4))
    }

    private func sweep() {
        let now = monotonicMilliseconds()
        let overdue = connections.values.filter { $0.isOverdue(at: now) }
        for connection in overdue {
            connection.expire(at: now, refuse: refuse)
        }
        for connection in connections.values {
            connection.endIfDeserted(at: now, requestDeadline: requestDeadlineMilliseconds)
        }
        for connection in connections.values
        where connection.hasHungUp(at: now) && connection.abandon() {
            connection.resume()
        }
        guard case .draining(_, let deadline) = stage else { return }
        for connection in connections.values { connection.closeIfUnused() }
        if connections.isEmpty {
            endDrain(finished: true)
        } else if deadline <= now {
            endDrain(finished: false)
        }
    }

    private func endDrain(finished: Bool) {
        guard case .draining(let daemon, _) = stage else { return }
        stage = .stopping
        timer.cancel()
        // "You must explicitly resume all connections before stopping the daemon." The flag
        // comes first: a connection suspended after this loop sees it and abandons itself.
        givenUp.store(true, ordering: .sequentiallyConsistent)
        for connection in connections.values where connection.abandon() { connection.resume() }
        // Stopping joins libmicrohttpd's threads, which may be waiting for this queue.
        DispatchQueue.global().async { [self] in
            daemon.stop()
            queue.async { [self] in
                stage = .stopped(finished: finished)
                for waiter in drainWaiters { waiter(finished) }
                drainWaiters = []
            }
        }
    }
}

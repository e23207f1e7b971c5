import HTTP
import Synchronization

/// Starts a server whose refusals are `{"refused":"…"}` and which echoes unless told otherwise.
func startServer(
    limits: HTTPServerLimits = HTTPServerLimits(), host: String = "127.0.0.1",
    tls: HTTPServerConfiguration.TLS? = nil, threads: Int = 2,
    respond: @escaping @Sendable (HTTPRequest) async -> HTTPResponse = echo
) throws -> HTTPServer {
    let configuration = HTTPServerConfiguration(
        host: host, tls: tls, limits: limits, threads: threads)
    return try HTTPServer(configuration, refuse: refusal, respond: respond)
}

/// 200 with the body, and what was understood in the header.
@Sendable func echo(_ request: HTTPRequest) async -> HTTPResponse {
    HTTPResponse(
        status: 200,
        headers: [
            "X-Method": request.method, "X-Path": request.path, "X-Query": request.query ?? "-",
            "X-Remote": request.remoteAddress, "X-Bytes": String(request.body.count),
        ], body: request.body)
}

@Sendable func refusal(_ reason: HTTPRefusal) -> HTTPResponse {
    let status =
        switch reason {
        case .bodyTooLarge: 413
        case .headersTooLarge: 431
        case .requestTimeout: 408
        case .malformed: 400
        case .overloaded: 503
        }
    return HTTPResponse(
        status: status, headers: ["Content-Type": "application/json"],
        body: Array(#"{"refused":"\#(reason)"}"#.utf8))
}

/// A door that tests open: whoever waits before that is suspended.
actor Gate {
    private var isOpen = false
    private var waiters: [CheckedContinuation<Void, Never>] = []
    private var arrivals: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    private var arrivedCount = 0

    func pass() async {
        arrivedCount += 1
        for arrival in arrivals where arrival.count <= arrivedCount {
            arrival.continuation.resume()
        }
        arrivals.removeAll { $0.count <= arrivedCount }
        if isOpen { return }
        await withCheckedContinuation { waiters.append($0) }
    }

    func open() {
        isOpen = true
        for waiter in waiters { waiter.resume() }
        waiters = []
    }

    /// Waits until so many have come to the door.
    func arrived(_ count: Int = 1) async {
        if arrivedCount >= count { return }
        await withCheckedContinuation { arrivals.append((count, $0)) }
    }
}

/// A number that many may raise.
final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .sequentiallyConsistent) }

    @discardableResult
    func raise() -> Int {
        count.add(1, ordering: .sequentiallyConsistent).newValue
    }
}

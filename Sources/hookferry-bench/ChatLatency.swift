import HTTP
import JSON
import Lifecycle

/// How long it takes from a callback to the message at the chat platform's place, at a steady rate.
///
/// Sender and receiver are this process, so that one clock tells both. The callbacks go out by the
/// clock, whether or not earlier ones were answered, and every time counts from when a callback was
/// to go out: a bridge that stalls gets its whole stall into the figures, and a sender that is
/// late, its own delay too.
struct ChatLatency {
    /// The source's address, and its token.
    let url: String
    let token: String
    /// Where the bridge's receivers post to.
    let port: UInt16
    /// Callbacks a second, and for how many seconds.
    let rate: Int
    let seconds: Int

    /// The rules of the bridge tell each lane's callbacks to a receiver of its own.
    static let lanes = 64
    /// How long messages may still come after the last callback.
    private static let patience: Duration = .seconds(20)
    private static let tick: Duration = .milliseconds(1)

    /// Writes one line for Tests/Benchmarks: callbacks, those of which no message came, and in
    /// milliseconds the 50th and 99th percentile until the acknowledgement and until the message.
    ///
    /// - Throws: `BenchError` when one was not acknowledged.
    func run() async throws {
        let count = rate * seconds
        let arrivals = Locked(Arrivals(count: count))
        let server = try HTTPServer(
            HTTPServerConfiguration(host: "127.0.0.1", port: port, threads: 1),
            refuse: { _ in HTTPResponse(status: 400) },
            respond: { request in
                let now = ContinuousClock.now
                guard let number = Self.number(in: request.body) else {
                    return HTTPResponse(status: 400)
                }
                arrivals.withLock { $0.note(number, at: now) }
                return HTTPResponse(status: 200)
            })
        let start = ContinuousClock.now
        let answers = try await post(count, from: start)
        let end = ContinuousClock.now + Self.patience
        while arrivals.withLock({ $0.missing }) > 0, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(20))
        }
        _ = await server.drain(deadlineMilliseconds: 1_000)
        // What has not come by now counts as if it came now.
        let (times, missing) = (arrivals.withLock { $0.times }, arrivals.withLock { $0.missing })
        let told = times.indices.map { (start + due($0)).duration(to: times[$0] ?? .now) }
        let figures = [answers, told].flatMap { [$0.percentile(0.5), $0.percentile(0.99)] }
        StandardStreams.writeOutput(
            "CHAT \(count) \(missing) " + figures.map { "\($0)" }.joined(separator: " ") + "\n")
    }

    private func due(_ number: Int) -> Duration { .seconds(1) * number / rate }

    /// Posts by the clock; the times from when each was to go out until its answer.
    private func post(_ count: Int, from start: ContinuousClock.Instant) async throws -> [Duration]
    {
        let client = try HTTPClient(
            limits: HTTPClient.Limits(connectionsPerOriginMax: 128, connectionsMax: 128))
        let times = try await withThrowingTaskGroup(of: Duration.self) { group in
            var sent = 0
            while sent < count {
                let now = start.duration(to: .now)
                while sent < count, due(sent) <= now {
                    let number = sent
                    group.addTask {
                        try await acknowledge(number, client)
                        return (start + due(number)).duration(to: .now)
                    }
                    sent += 1
                }
                try await Task.sleep(for: Self.tick)
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        await client.shutdown()
        return times
    }

    private func acknowledge(_ number: Int, _ client: HTTPClient) async throws {
        let body: JSONValue = [
            "number": .number(JSONNumber(number)), "lane": .number(JSONNumber(number % Self.lanes)),
        ]
        let answer = try await client.send(
            HTTPClientRequest(
                method: "POST", url: url,
                headers: [
                    "Authorization": "Bearer \(token)", "Content-Type": "application/json",
                    "Idempotency-Key": "chat-\(number)",
                ], body: body.serializedBytes()))
        guard answer.status == 202 else {
            throw BenchError("callback \(number) was answered \(answer.status)")
        }
    }

    /// The number in a headline such as `no 17`.
    private static func number(in body: [UInt8]) -> Int? {
        let message = try? JSONValue(parsing: body)
        guard let headline = message?["data"]?["headline"]?.stringValue,
            let last = headline.split(separator: " ").last
        else { return nil }
        return Int(last)
    }
}

/// When each message came first.
private struct Arrivals {
    private(set) var times: [ContinuousClock.Instant?]
    private(set) var missing: Int

    init(count: Int) {
        times = Array(repeating: nil, count: count)
        missing = count
    }

    mutating func note(_ number: Int, at now: ContinuousClock.Instant) {
        guard times.indices.contains(number), times[number] == nil else { return }
        times[number] = now
        missing -= 1
    }
}

extension [Duration] {
    /// The time, in milliseconds, within which that share of all stay.
    fileprivate func percentile(_ share: Double) -> Double {
        let index = Swift.min(count - 1, Int((Double(count) * share).rounded(.down)))
        return isEmpty ? 0 : sorted()[index] / .milliseconds(1)
    }
}

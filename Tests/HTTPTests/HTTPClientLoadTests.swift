import Lifecycle
import TestSupport
import Testing

@testable import HTTP

@Suite("HTTP client under load")
struct HTTPClientLoadTests {
    @Test("2,000 requests are held at once by one server, and all are answered")
    func manyAtOnce() async throws {
        // Both ends are here. A machine that allows fewer files shows it with as many as it can.
        let count = min(2_000, (OpenFileLimit.raise(to: 5_000) - 200) / 2)
        try #require(count > 100, "this machine allows too few files")
        let held = Locked(0)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let server = try StubUpstream(connectionsMax: count) { _ in
            let isLast = held.withLock { held in
                held += 1
                return held == count
            }
            if isLast { release.finish() }
            for await _ in released {}
            return HTTPResponse(status: 200)
        }
        let client = try HTTPClient(
            limits: HTTPClient.Limits(connectionsPerOriginMax: count, connectionsMax: count))
        let answers = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<count {
                group.addTask {
                    let request = HTTPClientRequest(
                        url: server.url, timeoutMilliseconds: 120_000,
                        connectTimeoutMilliseconds: 120_000)
                    return (try? await client.send(request).status) ?? 0
                }
            }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(answers == [200: count])
        await client.shutdown()
    }

    @Test("the wait for a free connection is no part of a request's time")
    func waiting() async throws {
        let server = try StubUpstream { _ in
            try? await Task.sleep(for: .milliseconds(4_000))
            return HTTPResponse(status: 200)
        }
        let client = try HTTPClient(
            limits: HTTPClient.Limits(connectionsPerOriginMax: 1, connectionsMax: 1))
        let request = HTTPClientRequest(url: server.url, timeoutMilliseconds: 7_000)
        async let first = client.send(request)
        async let second = client.send(request)
        #expect(try await first.status == 200)
        #expect(try await second.status == 200)
    }

    @Test("one server gets a quarter of the connections")
    func limits() {
        let limits = HTTPClient.Limits()
        #expect(limits.connectionsMax == 4_096 && limits.connectionsPerOriginMax == 1_024)
        #expect(HTTPClient.Limits(connectionsMax: 2).connectionsPerOriginMax == 1)
    }
}

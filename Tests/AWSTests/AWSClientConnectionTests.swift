import Foundation
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import AWS

@Suite("Connections to AWS that fail", .timeLimit(.minutes(3)))
struct AWSClientConnectionTests {
    @Test("a lost connection is tried again, unless the call must not be repeated")
    func connectionLost() async throws {
        let server = try RawServer { number in number < 3 ? nil : RawServer.ok }
        let client = try TestClient.make(url: server.url)
        #expect(try await client.perform(TestClient.call())["id"] == "1")
        #expect(server.requestCount == 3)
        let other = try RawServer { _ in nil }
        let error = await TestClient.failure(
            try TestClient.make(url: other.url), TestClient.call(repeatable: false))
        #expect(error?.kind == .uncertain)
        #expect(error?.requestSent == true)
        #expect(error?.retryable == false)
        #expect(error?.message.contains("may have been carried out") == true)
        #expect(other.requestCount == 1)
    }

    @Test("an answer that breaks off in the middle counts as a lost connection")
    func truncated() async throws {
        let half = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":"
        let server = try RawServer { _ in half }
        let client = try TestClient.make(url: server.url)
        #expect(await TestClient.failure(client, TestClient.call())?.kind == .unreachable)
        #expect(server.requestCount == 3)
        #expect(
            await TestClient.failure(client, TestClient.call(repeatable: false))?.kind
                == .uncertain)
        #expect(server.requestCount == 4)
    }

    @Test("silence runs into the time-out, which is uncertain for a single call")
    func timedOut() async throws {
        let server = try RawServer { _ in "" }
        let sleeps = Sleeps()
        let client = try TestClient.make(url: server.url, sleeps: sleeps)
        let error = await TestClient.failure(client, TestClient.call(timeoutMilliseconds: 150))
        #expect(error?.kind == .timedOut)
        #expect(error?.code == "Timeout")
        #expect(error?.retryable == true)
        #expect(sleeps.milliseconds == [500, 1_000])
        // Long enough for a busy machine to get the request out.
        let single = await TestClient.failure(
            client, TestClient.call(repeatable: false, timeoutMilliseconds: 1_000))
        #expect(single?.kind == .uncertain)
        #expect(sleeps.milliseconds == [500, 1_000])
    }

    @Test("where nobody listens nothing was sent, so every call is tried again")
    func connectionRefused() async throws {
        let sleeps = Sleeps()
        let client = try TestClient.make(url: try RawServer.freeURL(), sleeps: sleeps)
        let error = await TestClient.failure(client, TestClient.call(repeatable: false))
        #expect(error?.kind == .unreachable)
        #expect(error?.requestSent == false)
        #expect(error?.retryable == true)
        #expect(sleeps.milliseconds == [500, 1_000])
    }

    @Test("a cancelled task stops between two tries and during one")
    func cancelled() async throws {
        let aws = try StandIn(HTTPResponse(status: 503))
        let client = try TestClient.make(url: aws.url)
        let between = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return await TestClient.failure(client, TestClient.call())
        }
        #expect(await between.value?.kind == .cancelled)
        let server = try RawServer { _ in "" }
        let silent = try TestClient.make(url: server.url)
        let during = Task {
            await TestClient.failure(silent, TestClient.call(repeatable: false))
        }
        while !Task.isCancelled, server.requestCount == 0 { await Task.yield() }
        during.cancel()
        #expect(await during.value?.kind == .uncertain)
    }

    /// Every code of the HTTP client, for a request that was sent and one that was not.
    @Test("what each failure of the HTTP client means", arguments: HTTPClientError.Code.allCases)
    func mapping(code: HTTPClientError.Code) {
        let kinds: [HTTPClientError.Code: AWSError.Kind] = [
            .invalidURL: .configuration, .invalidRequest: .configuration,
            .refusedAddress: .configuration, .unresolved: .unreachable,
            .connectFailed: .unreachable, .tlsFailed: .unreachable, .timedOut: .timedOut,
            .noConnection: .timedOut, .connectionLost: .unreachable,
            .responseTooLarge: .malformedResponse, .cancelled: .cancelled, .closed: .cancelled,
        ]
        for sent in [true, false] {
            let failure = HTTPClientError(code: code, message: "m", requestSent: sent)
            let repeated = AWSError(failure, call: TestClient.call())
            #expect(repeated.kind == kinds[code])
            #expect(repeated.requestSent == sent)
            #expect(repeated.retryable == (kinds[code] != .configuration))
            let single = AWSError(failure, call: TestClient.call(repeatable: false))
            let isUncertain = sent && kinds[code] != .configuration
            #expect(single.kind == (isUncertain ? .uncertain : kinds[code]))
        }
    }
}

import HTTP
import Lifecycle
import Testing

@testable import AWS

@Suite("A clock that is off")
struct AWSClientClockTests {
    /// What AWS's clock shows when it refuses.
    private static let date = "Fri, 20 Nov 2026 10:20:30 GMT"

    private static func refusal(_ code: String) -> String {
        let body = "{\"__type\":\"\(code)\"}"
        return
            "HTTP/1.1 403 X\r\nDate: \(date)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test(
        "every code that one may cause: four minutes are borne, more is corrected once",
        arguments: AWSErrorCode.clockSkew.sorted(), [-1, 1] as [Int64])
    func codes(code: String, sign: Int64) async throws {
        let theirs = try #require(HTTPDate.time(Self.date))
        for (milliseconds, tries) in [(240_000, 1), (240_001, 2)] as [(Int64, Int)] {
            let server = try RawServer { _ in Self.refusal(code) }
            let ours = theirs.adding(milliseconds: sign * milliseconds)
            let sleeps = Sleeps()
            let client = try TestClient.make(
                url: server.url, sleeps: sleeps, clock: WallClock { ours })
            let error = await TestClient.failure(client, TestClient.call(repeatable: false))
            #expect(error?.code == code)
            #expect(server.requestCount == tries)
            #expect(sleeps.milliseconds.isEmpty)
            // The difference is known now: the next call starts with the right time.
            _ = await TestClient.failure(client, TestClient.call())
            #expect(server.requestCount == tries + 1)
        }
    }

    @Test("other codes, and answers without a date, say nothing of clocks")
    func others() async throws {
        let wrong = WallClock { Timestamp(milliseconds: 0) }
        let body = "{\"__type\":\"SignatureDoesNotMatch\"}"
        let undated = "HTTP/1.1 403 X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        for answer in [undated, Self.refusal("UnrecognizedClientException")] {
            let server = try RawServer { _ in answer }
            let client = try TestClient.make(url: server.url, clock: wrong)
            #expect(await TestClient.failure(client, TestClient.call())?.kind == .credentials)
            #expect(server.requestCount == 1)
        }
    }
}

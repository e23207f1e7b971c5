import Foundation
import HTTP
import JSON
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
            "HTTP/1.1 403 X\r\nDate: \(date)\r\nConnection: close\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
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

    @Test("each of several calls at once is corrected")
    func together() async throws {
        // Its answers have the time of this machine, from which the client's clock is off.
        let server = try StandIn { request, _ in
            let signed = request.headers["X-Amz-Date"].flatMap(Self.time) ?? .distantPast
            guard abs(signed.timeIntervalSinceNow) > 300 else { return .ok }
            return .json(403, ["__type": "RequestTimeTooSkewed"])
        }
        let meeting = Meeting(of: 2)
        let slow = WallClock { WallClock.system.now().adding(milliseconds: -600_000) }
        // Both have their time before either is refused.
        let source = CountingSource { number, _ in
            if number <= 2 { await meeting.arrive() }
            return TestClient.credentials
        }
        let client = try TestClient.make(url: server.url, clock: slow, source: source)
        async let one = TestClient.failure(client, TestClient.call())
        async let two = TestClient.failure(client, TestClient.call())
        #expect(await [one, two] == [nil, nil])
        #expect(server.requests.count == 4)
    }

    /// `20261120T102030Z`
    private static func time(_ text: String) -> Date? {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
        return format.date(from: text)
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

/// Holds those who come until all are there.
private actor Meeting {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(of count: Int) { missing = count }

    func arrive() async {
        missing -= 1
        guard missing > 0 else {
            for continuation in waiting { continuation.resume() }
            waiting = []
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}

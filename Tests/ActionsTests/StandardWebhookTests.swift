import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import TestSupport
import Testing

@testable import Actions

@Suite("Standard webhook")
struct StandardWebhookTests {
    /// 24 bytes, the fewest there may be.
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private func webhook(_ url: String) -> StandardWebhook {
        StandardWebhook(
            url: Secret("\(url)/in/\(Parts.secret)?a=b"), secret: Secret(Self.secret),
            allowed: Parts.loopback)
    }

    @Test("a message is posted, signed and with the same id at every attempt")
    func posts() async throws {
        let server = try StandIn(204, "")
        let report = try await Parts.attempt(webhook(server.url))
        expectNoSecret(report)
        #expect(!"\(report)".contains(Self.secret))
        #expect(report.outcome == .succeeded(result: .null))
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/in/\(Parts.secret)")
        #expect(request.headers["Content-Type"] == "application/json; charset=utf-8")
        #expect(request.headers["webhook-id"] == "01J-0")
        #expect(request.headers["webhook-timestamp"] == "1700000000")
        #expect(try JSONValue(parsing: request.body) == report.request["message"])
    }

    @Test(
        "Python computes the same signature",
        .enabled(if: Python.has("hmac"), "needs Python"))
    func signature() async throws {
        let server = try StandIn(200, "")
        let message = Parts.message(
            ["title": "Žluťoučký & 😀", "text": "why", "severity": "error"], state: .firing)
        _ = try await Parts.post(message, to: webhook(server.url))
        let request = try #require(server.requests.first)
        let program = """
            import base64, hashlib, hmac, sys
            secret, id, time = sys.argv[1:]
            signed = f"{id}.{time}.".encode() + sys.stdin.buffer.read()
            key = base64.b64decode(secret.removeprefix("whsec_"))
            print("v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode(), end="")
            """
        let signature = try Python.run(
            program,
            [
                Self.secret, request.headers["webhook-id"] ?? "",
                request.headers["webhook-timestamp"] ?? "",
            ], input: String(decoding: request.body, as: UTF8.self))
        #expect(request.headers["webhook-signature"] == signature)
    }

    @Test("the example of the specification's libraries is signed alike")
    func example() {
        let fields = WebhookSignature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", time: Timestamp(milliseconds: 1_614_265_330_999),
            Secret(Self.secret)
        ).fields(for: Array("{\"test\": 2432232314}".utf8))
        #expect(fields.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
        #expect(fields[1].value == "1614265330")
        #expect(fields[2].value == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test(
        "every answer has its meaning",
        arguments: [
            (200, "succeeded"), (202, "succeeded"), (204, "succeeded"),
            (301, "retry unavailable"), (302, "retry unavailable"), (308, "retry unavailable"),
            (400, "rejected refused"), (413, "rejected refused"), (422, "rejected refused"),
            (401, "retry destination_dead"), (403, "retry destination_dead"),
            (404, "retry destination_dead"), (410, "rejected destination_dead"),
            (408, "retry unavailable"), (429, "retry throttled"), (500, "retry unavailable"),
            (502, "retry unavailable"), (504, "retry unavailable"),
        ])
    func answers(status: Int, label: String) async throws {
        let server = try StandIn(
            status, "no \(Parts.secret) here", ["Location": "http://127.0.0.1:9/"])
        let report = try await Parts.attempt(webhook(server.url))
        expectNoSecret(report)
        #expect(report.outcome.label == label)
        #expect(report.response == ["status": .number(JSONNumber(status))])
        #expect(server.requests.count == 1)
    }

    @Test("a pause that is asked for is kept", arguments: [429, 502, 503, 504])
    func pause(status: Int) async throws {
        let server = try StandIn(status, "", ["Retry-After": "120"])
        #expect(
            try await Parts.attempt(webhook(server.url)).outcome.afterMilliseconds == 120_000)
    }

    // MARK: Settings

    private func problem(_ secret: String, url: String = "https://example.com/in") -> InputProblem?
    {
        StandardWebhook(url: Secret(url), secret: Secret(secret)).problem
    }

    @Test("any public https host and a key of 24 to 64 bytes are all it takes")
    func settings() {
        #expect(problem(Self.secret) == nil)
        #expect(problem("whsec_" + String(repeating: "AAAA", count: 21) + "AA==") == nil)
        for url in ["http://example.com/in", "ftp://example.com", "", "https://example.com/#a"] {
            #expect(problem(Self.secret, url: url)?.path == ["url"])
        }
    }

    @Test(
        "what is no secret is found, is not quoted, and nothing is sent with it",
        arguments: [
            "", "whsec_", Parts.secret, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsec_\(Parts.secret)", "\(secret) ",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==",
            "whsec_" + String(repeating: "AAAA", count: 22),
        ])
    func secrets(secret: String) async throws {
        let problem = try #require(self.problem(secret))
        #expect(problem.path == ["secret"])
        #expect(!"\(problem)".contains(Parts.secret))
        let server = try StandIn(200, "")
        let platform = StandardWebhook(
            url: Secret(server.url), secret: Secret(secret), allowed: Parts.loopback)
        let report = try await Parts.attempt(platform)
        #expect(report.outcome.label == "rejected invalid_input")
        #expect(server.requests.isEmpty)
    }

    @Test("programs read it, and where it stands nobody knows")
    func kind() {
        let platform = webhook("https://example.com")
        #expect(!platform.isForPeople)
        #expect(!platform.isHosted)
        #expect(platform.destination.contains(#/^example\.com#[0-9a-f]{8}$/#))
        #expect(!"\(platform)".contains(Parts.secret))
    }
}

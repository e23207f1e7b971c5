import HTTP
import Intake
import Lifecycle
import Telemetry
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Outbound")
struct OutboundTests {
    private let confirmation = SubscriptionConfirmation(
        topicARN: "arn:aws:sns:us-east-2:123456789012:config-topic", region: "us-east-2",
        token: Secret("to&ken=1"))

    private func outbound(_ url: String) throws -> Outbound {
        Outbound(
            http: try HTTPClient(), environment: ["AWS_ENDPOINT_URL": url], clock: .system)
    }

    private func confirm(_ status: Int, _ body: String = "") async throws -> ConfirmationAnswer {
        let sns = try StubUpstream { _ in HTTPResponse(status: status, body: Array(body.utf8)) }
        return try await outbound(sns.url).confirm(confirmation)
    }

    @Test("a confirmation is an unsigned GET with topic and token, below the endpoint's path")
    func aConfirmationIsAGet() async throws {
        let sns = try StubUpstream { _ in HTTPResponse(status: 200) }
        #expect(try await outbound("\(sns.url)/base").confirm(confirmation) == .confirmed)
        let request = try #require(sns.received.first)
        #expect(request.method == "GET")
        #expect(request.path == "/base")
        #expect(
            request.query
                == "Action=ConfirmSubscription&TopicArn=arn%3Aaws%3Asns%3Aus-east-2%3A123456789012"
                + "%3Aconfig-topic&Token=to%26ken%3D1&Version=2010-03-31")
        #expect(request.headers["Authorization"] == nil)
    }

    @Test("a 4xx is a refusal with SNS's code, 429 and 5xx are worth another try")
    func answersAreSorted() async throws {
        let xml = "<ErrorResponse><Error><Code>NotFound</Code></Error></ErrorResponse>"
        #expect(try await confirm(404, xml) == .refused(code: "NotFound"))
        #expect(
            try await confirm(400, "<Code>InvalidParameter</Code>")
                == .refused(code: "InvalidParameter"))
        #expect(try await confirm(403, "<Code></Code><html>") == .refused(code: nil))
        #expect(try await confirm(400) == .refused(code: nil))
        #expect(try await confirm(429) == .unavailable)
        #expect(try await confirm(503) == .unavailable)
        #expect(try await confirm(302) == .unavailable)
    }

    @Test("a confirmation under way is finished though nobody waits for it any more")
    func aConfirmationIsFinished() async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let (leave, give) = AsyncStream.makeStream(of: Void.self)
        let sns = try StubUpstream { _ in
            arrived.finish()
            for await _ in leave {}
            return HTTPResponse(status: 200)
        }
        let outbound = try outbound(sns.url)
        let asking = Task { await outbound.confirm(confirmation) }
        for await _ in arrivals {}
        asking.cancel()
        give.finish()
        #expect(await asking.value == .confirmed)
    }

    @Test("nobody there, and a region that is none, are worth another try")
    func nobodyThere() async throws {
        #expect(try await outbound("http://127.0.0.1:1").confirm(confirmation) == .unavailable)
        let elsewhere = SubscriptionConfirmation(
            topicARN: "arn", region: "no region", token: Secret("t"))
        #expect(try await outbound("http://127.0.0.1:1").confirm(elsewhere) == .unavailable)
    }

    @Test("a certificate is taken with 200 only, and not beyond its limit")
    func aCertificateIsBounded() async throws {
        let host = try StubUpstream { request in
            switch request.path {
            case "/fits.pem":
                HTTPResponse(
                    status: 200,
                    body: [UInt8](repeating: 65, count: Outbound.certificateBytesMax))
            case "/long.pem":
                HTTPResponse(
                    status: 200,
                    body: [UInt8](repeating: 65, count: Outbound.certificateBytesMax + 1))
            case "/moved.pem":
                HTTPResponse(status: 302, headers: ["Location": "/fits.pem"])
            default: HTTPResponse(status: 404, body: Array("-----BEGIN".utf8))
            }
        }
        let outbound = try outbound(host.url)
        let fits = try await outbound.certificate("\(host.url)/fits.pem")
        #expect(fits.count == Outbound.certificateBytesMax)
        for name in ["long", "moved", "missing"] {
            await #expect(throws: (any Error).self) {
                _ = try await outbound.certificate("\(host.url)/\(name).pem")
            }
        }
    }
}

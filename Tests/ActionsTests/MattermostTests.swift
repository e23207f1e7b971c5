import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Actions

@Suite("Mattermost")
struct MattermostTests {
    private func platform(_ url: String) -> Mattermost {
        Mattermost(url: Secret("\(url)/hooks/\(Parts.secret)"), allowed: Parts.loopback)
    }

    @Test("the message is posted as JSON to the webhook's path")
    func posts() async throws {
        let server = try StandIn(200, "ok")
        let posted = try await PostedMessage(to: platform(server.url), answering: server)
        #expect(posted.report.outcome == .succeeded(result: .null))
        #expect(posted.report.response == ["status": 200, "body": "ok"])
        let request = try #require(posted.request)
        #expect(request.method == "POST")
        #expect(request.path == "/hooks/\(Parts.secret)")
        #expect(request.headers["Content-Type"] == "application/json; charset=utf-8")
        let message = try JSONValue(parsing: request.body)
        #expect(message == ["text": "🔵 Hello"])
        #expect(posted.report.request["message"] == message)
        #expect(posted.report.told?.reference == .null)
    }

    @Test("a server of one's own is asked again before it is given up")
    func traits() {
        let platform = platform("https://chat.example.com")
        #expect(!platform.isHosted)
        #expect(platform.isForPeople)
        #expect(platform.rate == Rate(count: 1, periodMilliseconds: 1_000))
        #expect(platform.destination.hasPrefix("chat.example.com#"))
    }

    @Test(
        "any https host will do, others with permission, and no problem quotes the URL",
        arguments: [
            ("https://chat.example.com/hooks/", false, true), ("https://10.0.0.1/", false, true),
            ("http://10.0.0.1/hooks/", false, false), ("http://127.0.0.1:8065/", true, true),
            ("ftp://127.0.0.1/", true, false), ("", true, false),
        ])
    func settings(url: String, isAllowed: Bool, isFine: Bool) {
        let secret = Secret(url + Parts.secret)
        let platform = Mattermost(url: secret, allowed: isAllowed ? Parts.loopback : [])
        #expect((platform.problem == nil) == isFine)
        #expect(!"\(String(describing: platform.problem))".contains(Parts.secret))
        #expect(!"\(platform)".contains(Parts.secret))
    }

    @Test("a private address is not reached without permission")
    func privateAddress() async throws {
        let server = try StandIn(200, "ok")
        let url = "https://127.0.0.1:\(server.url.split(separator: ":").last ?? "")/hooks/x"
        let platform = Mattermost(url: Secret(url))
        let posted = try await PostedMessage(to: platform, answering: server)
        #expect(posted.report.outcome.label == "rejected refused")
        #expect(server.requests.isEmpty)
    }
}

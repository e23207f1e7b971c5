import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Actions

@Suite("Rocket.Chat")
struct RocketChatTests {
    private func platform(_ url: String) -> RocketChat {
        RocketChat(url: Secret("\(url)/hooks/5f0c/\(Parts.secret)"), allowed: Parts.loopback)
    }

    @Test("the message is posted as JSON to the integration's path")
    func posts() async throws {
        let server = try StandIn(200, #"{"success":true}"#)
        let posted = try await PostedMessage(to: platform(server.url), answering: server)
        #expect(posted.report.outcome == .succeeded(result: .null))
        #expect(posted.report.response == ["status": 200])
        let request = try #require(posted.request)
        #expect(request.method == "POST")
        #expect(request.path == "/hooks/5f0c/\(Parts.secret)")
        #expect(request.headers["Content-Type"] == "application/json; charset=utf-8")
        let message = try JSONValue(parsing: request.body)
        #expect(message == ["text": "🔵 Hello", "parseUrls": false])
        #expect(posted.report.request["message"] == message)
        #expect(posted.report.told?.reference == .null)
    }

    @Test("ten messages a minute, and a server of one's own is asked again")
    func traits() {
        let platform = platform("https://chat.example.com")
        #expect(!platform.isHosted)
        #expect(platform.isForPeople)
        #expect(platform.rate == Rate(count: 10, periodMilliseconds: 60_000))
        #expect(platform.destination.hasPrefix("chat.example.com#"))
    }

    @Test(
        "any https host will do, others with permission, and no problem quotes the URL",
        arguments: [
            ("https://chat.example.com/hooks/", false, true),
            ("http://10.0.0.1/hooks/", false, false), ("http://127.0.0.1:3000/", true, true),
            ("ftp://127.0.0.1/", true, false), ("", true, false),
        ])
    func settings(url: String, isAllowed: Bool, isFine: Bool) {
        let secret = Secret(url + Parts.secret)
        let platform = RocketChat(url: secret, allowed: isAllowed ? Parts.loopback : [])
        #expect((platform.problem == nil) == isFine)
        #expect(!"\(String(describing: platform.problem))".contains(Parts.secret))
        #expect(!"\(platform)".contains(Parts.secret))
    }
}

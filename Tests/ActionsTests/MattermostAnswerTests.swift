import Events
import HTTP
import JSON
import Telemetry
import Testing

@testable import Actions

@Suite("Mattermost's answers")
struct MattermostAnswerTests {
    private static func error(_ id: String) -> String {
        let error: JSONValue = [
            "id": .string("web.incoming_webhook.\(id).app_error"), "message": "m",
            "detailed_error": "", "request_id": "r1", "status_code": 400,
        ]
        return error.serialized()
    }

    private func report(
        _ status: Int, _ body: String, _ headers: HTTPHeaders = [:]
    ) async throws -> AttemptReport {
        let server = try StandIn(status, body, headers)
        let secret = Secret("\(server.url)/hooks/\(Parts.secret)")
        let platform = Mattermost(url: secret, allowed: Parts.loopback)
        let posted = try await PostedMessage(to: platform, answering: server)
        #expect(server.requests.count == 1)
        return posted.report
    }

    @Test(
        "each has its meaning",
        arguments: [
            (200, "ok", "succeeded"), (200, "", "succeeded"),
            (400, error("invalid"), "retry destination_dead"),
            (400, error("general"), "rejected refused"), (400, error("text"), "rejected refused"),
            (400, "", "rejected refused"), (413, "", "rejected refused"),
            (401, "", "retry destination_dead"),
            (403, error("channel_locked"), "retry destination_dead"),
            (403, error("permissions"), "retry destination_dead"),
            (404, error("channel"), "retry destination_dead"),
            (404, "<html>no such page</html>", "retry destination_dead"),
            (501, error("disabled"), "retry destination_dead"),
            (500, error("channel"), "retry unavailable"), (502, "<html>", "retry unavailable"),
            (503, "", "retry unavailable"), (429, "limit exceeded", "retry throttled"),
            (301, "", "retry unavailable"), (302, "", "retry unavailable"),
        ])
    func answers(status: Int, body: String, label: String) async throws {
        let report = try await report(status, body)
        #expect(report.outcome.label == label)
        if label != "succeeded" {
            #expect(report.outcome.message.hasPrefix("Mattermost answered \(status)"))
        }
    }

    @Test("an error is told by its id, and a pause is kept")
    func words() async throws {
        let gone = try await report(400, Self.error("invalid"))
        #expect(gone.response?["body"] == "web.incoming_webhook.invalid.app_error")
        let busy = try await report(429, "limit exceeded", ["Retry-After": "3"])
        #expect(busy.outcome.afterMilliseconds == 3_000)
        #expect(busy.response?["body"] == "limit exceeded")
    }

    @Test("an answer that repeats the URL does not bring it into the journal")
    func echo() async throws {
        for body in ["no /hooks/\(Parts.secret) here", "{\"id\":\"\(Parts.secret)\"}"] {
            let report = try await report(404, body)
            #expect(report.outcome.message == "Mattermost answered 404")
            #expect(report.response == ["status": 404])
        }
    }
}

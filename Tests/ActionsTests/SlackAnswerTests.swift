import Events
import HTTP
import JSON
import Telemetry
import Testing

@testable import Actions

@Suite("Answers of Slack")
struct SlackAnswerTests {
    private func attempt(_ url: String) async throws -> AttemptReport {
        let catalog = try Parts.catalog(receivers: ["ops": Receiver(Parts.slack(url))])
        let report = await catalog.attempt(Parts.notify())
        expectNoSecret(report)
        return report
    }

    @Test(
        "every answer of Slack has its meaning",
        arguments: [
            (200, "ok", "succeeded"), (200, "", "succeeded"),
            (400, "invalid_payload", "rejected refused"),
            (400, "invalid_blocks", "rejected refused"),
            (400, "invalid_attachments", "rejected refused"),
            (400, "no_text", "rejected refused"),
            (400, "too_many_attachments", "rejected refused"),
            (400, "user_not_found", "rejected refused"),
            (404, "user_not_found", "rejected refused"),
            (403, "invalid_token", "rejected destination_dead"),
            (403, "action_prohibited", "rejected destination_dead"),
            (404, "no_service", "rejected destination_dead"),
            (400, "no_service", "rejected destination_dead"),
            (404, "no_active_hooks", "rejected destination_dead"),
            (404, "channel_not_found", "rejected destination_dead"),
            (404, "no_team", "rejected destination_dead"),
            (410, "channel_is_archived", "rejected destination_dead"),
            (403, "something_new", "rejected destination_dead"),
            (404, "<html>no such page</html>", "rejected destination_dead"),
            (400, "something_new", "rejected refused"), (302, "", "retry unavailable"),
            (429, "rate_limited", "retry throttled"), (429, "", "retry throttled"),
            (500, "rollup_error", "retry unavailable"), (503, "", "retry unavailable"),
            (408, "", "retry unavailable"), (502, "<html>", "retry unavailable"),
            (200, "{\"ok\":false,\"error\":\"invalid_token\"}", "rejected destination_dead"),
            (500, "invalid_blocks\n", "rejected refused"),
        ])
    func answers(status: Int, body: String, label: String) async throws {
        let slack = try StandIn(status, body)
        let report = try await attempt(slack.url)
        #expect(report.outcome.label == label)
        #expect(report.response?["status"]?.intValue == status)
        if label != "succeeded" { #expect(report.outcome.message.contains("\(status)")) }
        #expect(slack.requests.count == 1)
    }

    @Test(
        "Retry-After is taken from the header, else from the body",
        arguments: [
            (["Retry-After": "30"], "", 30_000), (["Retry-After": "1.5"], "", 1_500),
            ([:], "{\"retry_after\":7,\"ok\":false,\"error\":\"rate_limited\"}", 7_000),
            (["Retry-After": "3"], "{\"retry_after\":7,\"error\":\"rate_limited\"}", 3_000),
            (["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"], "", nil),
            (["Retry-After": "-1"], "", nil), (["Retry-After": "nan"], "", nil),
            (["Retry-After": "1e300"], "", 86_400_000), ([:], "", nil),
        ] as [(HTTPHeaders, String, Int64?)])
    func retryAfter(headers: HTTPHeaders, body: String, milliseconds: Int64?) async throws {
        let slack = try StandIn(429, body, headers)
        let outcome = try await attempt(slack.url).outcome
        #expect(outcome.label == "retry throttled")
        #expect(outcome.afterMilliseconds == milliseconds)
    }

    @Test("an answer that repeats the URL does not bring it into the journal")
    func echo() async throws {
        let secret = Parts.secret
        for body in [
            "The URL /services/T0/B0/\(secret) was not found", secret,
            "{\"ok\":false,\"error\":\"\(secret)\"}", "<p>\(secret)</p>",
        ] {
            let slack = try StandIn(404, body)
            let report = try await attempt(slack.url)
            #expect(report.outcome.message == "Slack answered 404")
            #expect(report.response == ["status": 404])
        }
    }

    @Test("a part of the URL without digits is not repeated either")
    func echoOfLetters() {
        let slack = Slack(
            url: Secret("https://hooks.slack.com/services/T/B/AbCdEfGhIjKl"))
        let echo = ChatAnswer(status: 404, body: Array("no AbCdEfGhIjKl here".utf8))
        #expect(slack.word(in: echo) == nil)
        let word = ChatAnswer(status: 404, body: Array("no_service".utf8))
        #expect(slack.word(in: word) == "no_service")
    }
}

import Events
import HTTP
import JSON
import Telemetry
import Testing

@testable import Actions

@Suite("Slack receiver")
struct SlackReceiverTests {
    private func attempt(
        _ url: String, timeoutMilliseconds: Int = 10_000
    ) async throws -> AttemptReport {
        let catalog = try Parts.catalog(receivers: ["ops": Receiver(Parts.slack(url))])
        let report = await catalog.attempt(
            Parts.notify(timeoutMilliseconds: timeoutMilliseconds))
        expectNoSecret(report)
        return report
    }

    @Test("the message is posted as JSON to the webhook's path")
    func posts() async throws {
        let slack = try StandIn(200, "ok")
        let report = try await attempt(slack.url)
        #expect(report.outcome == .succeeded(result: nil))
        #expect(report.response == ["status": 200, "body": "ok"])
        let request = try #require(slack.requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/services/T0/B0/\(Parts.secret)")
        #expect(request.headers["Content-Type"] == "application/json; charset=utf-8")
        let message = try JSONValue(parsing: request.body)
        #expect(message["text"] == "🔵 Hello")
        #expect(report.request["message"] == message)
        #expect(report.request["notify"] == "ops")
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
            (400, "something_new", "rejected refused"), (302, "", "rejected refused"),
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

    @Test(
        "a page too long to be read counts by its status",
        arguments: [
            (200, "succeeded"), (404, "rejected destination_dead"), (503, "retry unavailable"),
        ])
    func longAnswer(status: Int, label: String) async throws {
        let slack = try StandIn(status, String(repeating: "x", count: 5_000))
        #expect(try await attempt(slack.url).outcome.label == label)
    }

    @Test("no answer in time, a hang-up and no listener are all tried again")
    func silence() async throws {
        let hanging = try RudeServer(hangsUp: false)
        #expect(
            try await attempt(hanging.url, timeoutMilliseconds: 200).outcome.label
                == "retry timed_out")
        let hangingUp = try RudeServer(hangsUp: true)
        #expect(try await attempt(hangingUp.url).outcome.label == "retry unavailable")
        #expect(try await attempt("http://127.0.0.1:1").outcome.label == "retry unavailable")
    }

    @Test("addresses that are not allowed are not reached")
    func addresses() async throws {
        let slack = try StandIn(200, "ok")
        let elsewhere = [AddressRange(cidr: "10.0.0.0/8")].compactMap { $0 }
        let url = "\(slack.url)/services/\(Parts.secret)"
        let refused = Slack(url: Secret(url), allowed: elsewhere)
        let catalog = try Parts.catalog(receivers: ["ops": Receiver(refused)])
        let report = await catalog.attempt(Parts.notify())
        expectNoSecret(report)
        #expect(report.outcome.label == "rejected refused")

        let strict = Slack(url: Secret(url))
        let strictly = await (try Parts.catalog(receivers: ["ops": Receiver(strict)]))
            .attempt(Parts.notify())
        expectNoSecret(strictly)
        #expect(strictly.outcome.label == "rejected invalid_input")
        #expect(slack.requests.isEmpty)
    }

    @Test("a burst of a hundred arrives whole")
    func burst() async throws {
        let slack = try StandIn(200, "ok")
        let catalog = try Parts.catalog(receivers: ["ops": Receiver(Parts.slack(slack.url))])
        let delivered = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let input: JSONValue = ["title": .string("message \(number)")]
                    return await catalog.attempt(Parts.notify(input)).outcome.label == "succeeded"
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(delivered == 100)
        #expect(Set(slack.requests.map(\.body)).count == 100)
    }
}

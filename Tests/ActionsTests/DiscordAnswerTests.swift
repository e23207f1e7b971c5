import Events
import HTTP
import JSON
import Telemetry
import Testing

@testable import Actions

@Suite("Discord answers")
struct DiscordAnswerTests {
    private func attempt(
        _ status: Int, _ body: String, _ headers: HTTPHeaders = [:]
    ) async throws -> AttemptReport {
        let discord = try StandIn(status, body, headers)
        let platform = Discord(
            url: Secret("\(discord.url)/api/webhooks/12/\(Parts.secret)"), allowed: Parts.loopback)
        let catalog = try Parts.catalog(receivers: ["ops": Receiver(platform)])
        let report = await catalog.attempt(Parts.notify())
        expectNoSecret(report)
        #expect(discord.requests.count == 1)
        return report
    }

    @Test(
        "every answer of Discord has its meaning",
        arguments: [
            (200, #"{"id":"1441000000000000001","type":0}"#, "succeeded"), (204, "", "succeeded"),
            (400, #"{"message":"Invalid Form Body","code":50035}"#, "rejected refused"),
            (400, #"{"embeds":["0"]}"#, "rejected refused"),
            (400, #"{"message":"Cannot send an empty message","code":50006}"#, "rejected refused"),
            (400, #"{"message":"Webhooks can only …","code":220001}"#, "rejected refused"),
            (413, "", "rejected refused"), (302, "", "retry unavailable"),
            (401, #"{"message":"Invalid token","code":50027}"#, "rejected destination_dead"),
            (401, "", "rejected destination_dead"), (403, "", "rejected destination_dead"),
            (403, #"{"message":"Missing Access","code":50001}"#, "rejected destination_dead"),
            (403, #"{"message":"internal network error","code":40333}"#, "retry unavailable"),
            (404, #"{"message":"Unknown Webhook","code":10015}"#, "rejected destination_dead"),
            (404, "<html>", "rejected destination_dead"),
            (429, #"{"message":"slow","retry_after":0.3,"global":false}"#, "retry throttled"),
            (429, "error code: 1015", "retry throttled"),
            (500, "", "retry unavailable"), (502, "<html>", "retry unavailable"),
            (503, #"{"code":0}"#, "retry unavailable"), (408, "", "retry unavailable"),
        ])
    func answers(status: Int, body: String, label: String) async throws {
        let report = try await attempt(status, body)
        #expect(report.outcome.label == label)
        #expect(report.response?["status"]?.intValue == status)
    }

    @Test(
        "a pause is whole seconds in the header, or a fraction in the body",
        arguments: [
            (["Retry-After": "2"], #"{"retry_after":1.337}"#, 2_000),
            ([:], #"{"message":"slow","retry_after":1.337,"global":true}"#, 1_337),
            ([:], #"{"retry_after":0.0004}"#, 1), (["Retry-After": "2285"], "<html>", 2_285_000),
            ([:], #"{"retry_after":"soon"}"#, nil), ([:], "<html>", nil),
        ] as [(HTTPHeaders, String, Int64?)])
    func retryAfter(headers: HTTPHeaders, body: String, milliseconds: Int64?) async throws {
        let outcome = try await attempt(429, body, headers).outcome
        #expect(outcome.label == "retry throttled")
        #expect(outcome.afterMilliseconds == milliseconds)
    }

    @Test(
        "a refusal tells what was wrong",
        arguments: [
            (#"{"message":"Unknown Webhook","code":10015}"#, "Unknown Webhook"),
            (
                """
                {"message":"Invalid Form Body","code":50035,"errors":{"embeds":{"0":{"fields":\
                {"3":{"value":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 1024 \
                or fewer in length."}]}}}}}}}
                """, "Invalid Form Body: embeds.fields.value"
            ),
            (#"{"message":"Bad","errors":{"_errors":[]}}"#, "Bad"),
            (#"{"message":"\#(Parts.secret)"}"#, nil), (#"{"embeds":["0"]}"#, nil),
            (#"{"message":"Bad","errors":{"\#(Parts.secret)":{}}}"#, nil), ("<html>", nil),
        ] as [(String, String?)])
    func words(body: String, words: String?) async throws {
        let report = try await attempt(400, body)
        #expect(report.outcome.message == "Discord answered 400" + (words.map { " \($0)" } ?? ""))
    }

    @Test(
        "of an answer too long to be read the beginning may name the message",
        arguments: [
            ("", nil), (#""embeds":[{"title":"\"id\":\"8\","}],"id":"7","#, ["id": "7"]),
            (#""author":{"id":"8"},"#, nil),
        ] as [(String, JSONValue?)])
    func longAnswer(members: String, reference: JSONValue?) async throws {
        let long = String(repeating: "x", count: 5_000)
        let report = try await attempt(200, "{\(members)\"content\":\"\(long)\"}")
        #expect(report.outcome.label == "succeeded")
        #expect(report.told?.reference == reference ?? .null)
    }
}

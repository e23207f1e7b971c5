import Events
import HTTP
import JSON
import Telemetry
import Testing

@testable import Actions

@Suite("Google Chat's answers")
struct GoogleChatAnswerTests {
    private static func error(_ status: String, reason: String? = nil) -> String {
        let details: JSONValue = .array(reason.map { [["reason": .string($0)]] } ?? [])
        let error: JSONValue = [
            "error": ["code": 400, "message": "m", "status": .string(status), "details": details]
        ]
        return error.serialized()
    }

    private func report(
        _ status: Int, _ body: String, _ headers: HTTPHeaders = [:]
    ) async throws -> AttemptReport {
        let chat = try StandIn(status, body, headers)
        let secret = Secret("\(chat.url)/v1/spaces/AAAA/messages?key=k&token=\(Parts.secret)")
        let platform = GoogleChat(url: secret, allowed: Parts.loopback)
        let posted = try await PostedMessage(to: platform, answering: chat)
        #expect(chat.requests.count == 1)
        return posted.report
    }

    @Test(
        "each has its meaning",
        arguments: [
            (200, #"{"name":"spaces/A/messages/B"}"#, "succeeded"), (200, "", "succeeded"),
            (400, error("INVALID_ARGUMENT"), "rejected refused"),
            (400, error("FAILED_PRECONDITION"), "rejected refused"),
            (
                400, error("INVALID_ARGUMENT", reason: "API_KEY_INVALID"),
                "rejected destination_dead"
            ),
            (401, error("UNAUTHENTICATED"), "rejected destination_dead"),
            (403, error("PERMISSION_DENIED"), "rejected destination_dead"),
            (403, "<html>", "rejected destination_dead"),
            (404, error("NOT_FOUND"), "rejected destination_dead"),
            (404, "", "rejected destination_dead"),
            (400, "{}", "rejected refused"), (400, "", "rejected refused"),
            (409, error("ALREADY_EXISTS"), "rejected refused"),
            (409, error("ABORTED"), "retry unavailable"),
            (429, error("RESOURCE_EXHAUSTED"), "retry throttled"), (429, "", "retry throttled"),
            (403, error("RESOURCE_EXHAUSTED"), "retry throttled"),
            (500, error("INTERNAL"), "retry unavailable"), (500, "", "retry unavailable"),
            (503, error("UNAVAILABLE"), "retry unavailable"),
            (504, error("DEADLINE_EXCEEDED"), "retry unavailable"),
            (
                404, "{\"error\":{\"status\":\"" + String(repeating: "x", count: 5_000),
                "rejected destination_dead"
            ),
        ])
    func answers(status: Int, body: String, label: String) async throws {
        let report = try await report(status, body)
        #expect(report.outcome.label == label)
        if label != "succeeded" {
            #expect(report.outcome.message.hasPrefix("Google Chat answered \(status)"))
        }
    }

    @Test(
        "a pause is only taken where Google asks for one",
        arguments: [([:], nil), (["Retry-After": "30"], 30_000)] as [(HTTPHeaders, Int64?)])
    func pauses(headers: HTTPHeaders, milliseconds: Int64?) async throws {
        for body in [Self.error("RESOURCE_EXHAUSTED"), ""] {
            let outcome = try await report(429, body, headers).outcome
            #expect(outcome.label == "retry throttled")
            #expect(outcome.afterMilliseconds == milliseconds)
        }
    }

    @Test("an answer that repeats the URL does not bring it into the journal")
    func echo() async throws {
        let body = Self.error(Parts.secret).replacing("\"m\"", with: "\"\(Parts.secret)\"")
        #expect(body.contains(Parts.secret))
        let report = try await report(404, body)
        #expect(report.outcome.message == "Google Chat answered 404")
        #expect(report.response == ["status": 404])
    }
}

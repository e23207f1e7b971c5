import Events
import HTTP
import JSON
import Telemetry
import Testing

@testable import Actions

@Suite("Rocket.Chat's answers")
struct RocketChatAnswerTests {
    private static func error(_ words: String) -> String {
        let error: JSONValue = ["success": false, "error": .string(words)]
        return error.serialized()
    }

    private static let tooMany = error(
        """
        Error, too many requests. Please slow down. You must wait 35 seconds before trying this \
        endpoint again. [error-too-many-requests]
        """)

    private func report(
        _ status: Int, _ body: String, _ headers: HTTPHeaders = [:]
    ) async throws -> AttemptReport {
        let server = try StandIn(status, body, headers)
        let secret = Secret("\(server.url)/hooks/5f0c/\(Parts.secret)")
        let platform = RocketChat(url: secret, allowed: Parts.loopback)
        let posted = try await PostedMessage(to: platform, answering: server)
        #expect(server.requests.count == 1)
        return posted.report
    }

    @Test(
        "each has its meaning",
        arguments: [
            (200, #"{"success":true}"#, "succeeded"), (200, "", "succeeded"),
            (200, error("unknown-error"), "rejected refused"),
            (200, error("invalid-channel"), "retry destination_dead"),
            (400, error("Invalid integration id or token provided."), "retry destination_dead"),
            (404, error("Invalid integration id or token provided."), "retry destination_dead"),
            (400, error("integration-not-found"), "retry destination_dead"),
            (400, error("invalid-channel"), "retry destination_dead"),
            (400, error("room_is_archived"), "retry destination_dead"),
            (401, error("unauthorized"), "retry destination_dead"),
            (403, error("forbidden"), "retry destination_dead"),
            (404, "<html>no such page</html>", "retry destination_dead"),
            (400, error("error-message-size-exceeded"), "rejected refused"),
            (400, error("unknown-error"), "rejected refused"),
            (404, error("unknown-error"), "retry destination_dead"),
            (410, error("unknown-error"), "retry destination_dead"),
            (308, error("unknown-error"), "retry unavailable"), (307, "", "retry unavailable"),
            (400, #"{"success":false}"#, "rejected refused"), (400, "", "rejected refused"),
            (503, error("Service Unavailable"), "retry unavailable"),
            (502, "<html>", "retry unavailable"), (500, "", "retry unavailable"),
            (429, tooMany, "retry throttled"), (400, tooMany, "retry throttled"),
            (429, "", "retry throttled"),
        ])
    func answers(status: Int, body: String, label: String) async throws {
        let report = try await report(status, body)
        #expect(report.outcome.label == label)
        if label != "succeeded" {
            #expect(report.outcome.message.hasPrefix("Rocket.Chat answered \(status)"))
        }
    }

    @Test(
        "the pause is the header's, else the one of the sentence",
        arguments: [
            ([:], tooMany, 35_000), (["Retry-After": "3"], tooMany, 3_000), ([:], "", nil),
            ([:], error("You must wait"), nil), ([:], error("wait for it"), nil),
        ] as [(HTTPHeaders, String, Int64?)])
    func pauses(headers: HTTPHeaders, body: String, milliseconds: Int64?) async throws {
        let outcome = try await report(429, body, headers).outcome
        #expect(outcome.label == "retry throttled")
        #expect(outcome.afterMilliseconds == milliseconds)
    }

    @Test("an error is told in its own words")
    func words() async throws {
        let report = try await report(400, Self.error("invalid-channel"))
        #expect(report.response?["body"] == "invalid-channel")
        #expect(report.outcome.message == "Rocket.Chat answered 400 invalid-channel")
    }

    @Test("an answer that repeats the URL does not bring it into the journal")
    func echo() async throws {
        for body in [Self.error(Parts.secret), "no \(Parts.secret) here"] {
            let report = try await report(404, body)
            #expect(report.outcome.message == "Rocket.Chat answered 404")
            #expect(report.response == ["status": 404])
        }
    }
}

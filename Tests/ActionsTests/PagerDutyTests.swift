import Events
import HTTP
import JSON
import Telemetry
import TestSupport
import Testing

@testable import Actions

@Suite("PagerDuty")
struct PagerDutyTests {
    /// 32 letters and digits, as PagerDuty's are.
    private static let key = "\(Parts.secret)0123456789abcd"

    private func pagerDuty(_ url: String) -> PagerDuty {
        PagerDuty(routingKey: Secret(Self.key), url: Secret(url), allowed: Parts.loopback)
    }

    /// Takes what PagerDuty would take.
    private func standIn() throws -> StandIn {
        try StandIn { request in
            guard request.method == "POST", let body = try? JSONValue(parsing: request.body),
                body["routing_key"] == .string(Self.key)
            else { return HTTPResponse(status: 400) }
            let isChange = body["event_action"] == nil
            guard request.path == (isChange ? "/v2/change/enqueue" : "/v2/enqueue") else {
                return HTTPResponse(status: 404)
            }
            return HTTPResponse(
                status: 202, body: Array("{\"status\":\"success\",\"dedup_key\":\"theirs\"}".utf8))
        }
    }

    private let failure = Parts.message(
        ["title": "It failed", "severity": "error", "event": ["id": "01J"]], state: .firing,
        groupKey: "config/1")

    @Test("a failure is posted with the key, and neither record nor report holds it")
    func triggers() async throws {
        let server = try standIn()
        let report = try await Parts.post(failure, to: pagerDuty(server.url))
        expectNoSecret(report)
        #expect(report.outcome == .succeeded(result: .null))
        #expect(report.told?.reference == ["dedup_key": "config/1"])
        #expect(report.request["kind"] == "trigger")
        let body = try JSONValue(parsing: try #require(server.requests.first).body)
        var shown = try #require(body.objectValue)
        #expect(shown["routing_key"] == .string(Self.key))
        shown["routing_key"] = nil
        #expect(report.request["message"] == .object(shown))
    }

    @Test("its end resolves it, and anything else is a change")
    func others() async throws {
        let server = try standIn()
        let platform = pagerDuty("\(server.url)/")
        let recovery = Parts.message(
            ["title": "Well", "severity": "success"], state: .resolved, groupKey: "config/1",
            earlier: Parts.told(["dedup_key": "config/1"]))
        let report = try await Parts.post(recovery, to: platform)
        #expect(report.outcome.label == "succeeded")
        #expect(report.request["kind"] == "resolve")
        let change = try await Parts.attempt(platform)
        expectNoSecret(change)
        #expect(change.outcome.label == "succeeded")
        #expect(change.request["kind"] == "change")
        #expect(change.told?.reference == .null)
        #expect(server.requests.map(\.path) == ["/v2/enqueue", "/v2/change/enqueue"])
    }

    @Test(
        "every answer of PagerDuty has its meaning",
        arguments: [
            (202, "", "succeeded"), (200, "", "succeeded"),
            (
                400, "{\"status\":\"invalid event\",\"errors\":[\"JSON parse error\"]}",
                "rejected refused"
            ),
            (400, "", "rejected refused"),
            (400, "Invalid routing key", "rejected refused"),
            (
                400, "{\"status\":\"invalid event\",\"message\":\"Invalid routing key\"}",
                "rejected destination_dead"
            ),
            (
                400, "{\"errors\":[\"Length of 'routing_key' is incorrect\"]}",
                "rejected destination_dead"
            ),
            (403, "", "rejected destination_dead"), (404, "", "rejected destination_dead"),
            (413, "", "rejected refused"), (429, "", "retry throttled"),
            (500, "", "retry unavailable"), (503, "<html>", "retry unavailable"),
        ])
    func answers(status: Int, body: String, label: String) async throws {
        let server = try StandIn(status, body)
        let report = try await Parts.attempt(pagerDuty(server.url))
        expectNoSecret(report)
        #expect(report.outcome.label == label)
    }

    @Test(
        "it is left alone for half a minute, or as long as it asks",
        arguments: [(nil, 30_000), ("5", 5_000), ("45", 45_000)] as [(String?, Int64)])
    func pause(header: String?, milliseconds: Int64) async throws {
        let headers = header.map { ["Retry-After": $0] as HTTPHeaders } ?? [:]
        let server = try StandIn(429, "", headers)
        #expect(
            try await Parts.attempt(pagerDuty(server.url)).outcome.afterMilliseconds
                == milliseconds)
    }

    @Test("its last word is told, unless it repeats the key")
    func words() {
        let platform = pagerDuty("https://events.pagerduty.com")
        func word(_ text: String) -> String? {
            platform.word(in: ChatAnswer(status: 400, body: Array(text.utf8)))
        }
        #expect(word("{\"message\":\"Event object is invalid\"}") == "Event object is invalid")
        #expect(word("{\"message\":\"m\",\"errors\":[\"JSON parse error\"]}") == "JSON parse error")
        #expect(word("{\"message\":\"\(Self.key)\"}") == nil)
        let letters = String(repeating: "k", count: 32)
        let lettered = PagerDuty(routingKey: Secret(letters))
        #expect(lettered.word(in: ChatAnswer(status: 400, body: Array(letters.utf8))) == nil)
    }

    // MARK: Settings

    private func problem(
        _ key: String = key, url: String = "https://events.pagerduty.com"
    ) -> InputProblem? {
        PagerDuty(routingKey: Secret(key), url: Secret(url)).problem
    }

    @Test("a key of 32 letters and digits and a host of PagerDuty's are all it takes")
    func settings() {
        #expect(PagerDuty(routingKey: Secret(Self.key)).problem == nil)
        #expect(problem(url: "https://events.eu.pagerduty.com") == nil)
        for url in ["https://pagerduty.example", "http://events.pagerduty.com", ""] {
            #expect(problem(url: url)?.path == ["url"])
        }
    }

    @Test(
        "a slip of the copying hand is found early, and no problem quotes the key",
        arguments: [
            "", Parts.secret, "\(key)x", "\(key.dropLast())-", "\(key.dropLast()) ", " \(key)",
        ])
    func keys(key: String) throws {
        let problem = try #require(self.problem(key))
        #expect(problem.path == ["routingKey"])
        #expect(!"\(problem)".contains(Parts.secret))
    }

    @Test("the destination tells keys apart, and programs read it")
    func destination() {
        let one = pagerDuty("https://events.pagerduty.com")
        let other = PagerDuty(routingKey: Secret(String(repeating: "a", count: 32)))
        #expect(one.destination != other.destination)
        #expect(one.destination.contains(#/^events\.pagerduty\.com#[0-9a-f]{8}$/#))
        #expect(!one.isForPeople)
        #expect(one.isHosted)
        #expect(!"\(one)".contains(Parts.secret))
    }
}

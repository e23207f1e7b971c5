import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Actions

@Suite("Microsoft Teams")
struct TeamsTests {
    private static let host =
        "https://default0123.4f.environment.api.powerplatform.com:443/powerautomate/automations"
    private static let query = "?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig="

    private func problem(_ url: String) throws -> InputProblem? {
        let platform = Teams(url: Secret(url))
        #expect(!"\(platform) \(String(describing: platform.problem))".contains(Parts.secret))
        return platform.problem
    }

    // MARK: Settings

    @Test(
        "URLs of workflows are fine, others are not",
        arguments: [
            (host + query, true),
            (
                "https://prod-12.westeurope.logic.azure.com/workflows/1/triggers/manual\(query)",
                true
            ),
            ("https://prod-12.westeurope.logic.azure.com:443/workflows/1\(query)", true),
            ("https://logic.azure.com.evil.example/\(query)", false),
            ("https://evillogic.azure.com/\(query)", false),
            ("http://prod-12.westeurope.logic.azure.com/\(query)", false),
            ("https://a.environment.api.powerplatform.com:444/\(query)", false),
            ("https://teams.microsoft.com/\(query)", false), ("http://127.0.0.1:1/\(query)", false),
        ])
    func hosts(url: String, isFine: Bool) throws {
        #expect((try problem(url + Parts.secret) == nil) == isFine)
    }

    @Test(
        "the URL of a connector says what to do",
        arguments: [
            "https://contoso.webhook.office.com/webhookb2/", "https://outlook.office.com/webhook/",
            "https://CONTOSO.Webhook.Office.com/webhookb2/",
            "https://outlook.office365.com/webhook/",
        ])
    func connectors(url: String) throws {
        let problem = try #require(try problem(url + Parts.secret))
        #expect(problem.message.contains("Microsoft ended those in May 2026"))
        #expect(problem.hint?.contains("Send webhook alerts to a channel") == true)
    }

    @Test(
        "a URL without a signature says who must be able to trigger the workflow",
        arguments: ["?api-version=1", "", "?api-version=1&nosig=1", "?sigma=1"])
    func signature(query: String) throws {
        let problem = try #require(try problem(Self.host + query))
        #expect(problem.message == "the workflow's URL has no signature (`sig=`)")
        #expect(problem.hint?.contains("\"Anyone\"") == true)
    }

    @Test("a URL copied from a page's source is found early")
    func entities() throws {
        let problem = try problem("\(Self.host)?a=1&amp;sp=2&amp;sig=\(Parts.secret)")
        #expect(problem?.message.contains("`&amp;` must be `&`") == true)
    }

    @Test("a stand-in's URL needs no signature, and one message a second is the rate")
    func standIns() {
        let platform = Teams(url: Secret("http://127.0.0.1:9/x"), allowed: Parts.loopback)
        #expect(platform.problem == nil)
        #expect(platform.rate == Rate(count: 1, periodMilliseconds: 1_000))
    }

    // MARK: Posting

    private func attempt(
        _ teams: StandIn, _ input: JSONValue = ["title": "Hello", "event": ["id": "01J"]]
    ) async throws -> AttemptReport {
        let platform = Teams(
            url: Secret("\(teams.url)/workflows/1\(Self.query)\(Parts.secret)"),
            allowed: Parts.loopback)
        let catalog = try Parts.catalog(receivers: ["ops": Receiver(platform)])
        let report = await catalog.attempt(Parts.notify(input))
        expectNoSecret(report)
        #expect(teams.requests.count == 1)
        return report
    }

    @Test("the card is posted with the query as it was pasted and no authorization of ours")
    func posts() async throws {
        let teams = try StandIn(202, "")
        let report = try await attempt(teams)
        #expect(report.outcome == .succeeded(result: nil))
        #expect(report.told?.reference == .null)
        let request = try #require(teams.requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/workflows/1")
        #expect(request.query == Self.query.dropFirst() + Parts.secret)
        #expect(request.headers["Content-Type"] == "application/json; charset=utf-8")
        #expect(request.headers["Authorization"] == nil)
        let message = try JSONValue(parsing: request.body)
        #expect(message == report.request["message"])
        try TeamsLimits.expect(message)
    }

    private static let unauthorized =
        #"{"error":{"code":"DirectApiAuthorizationRequired","message":"The request …"}}"#

    @Test(
        "every answer of a workflow has its meaning",
        arguments: [
            (202, "", "succeeded"), (200, "", "succeeded"),
            (400, #"{"error":{"code":"TriggerInputSchemaMismatch"}}"#, "rejected refused"),
            (401, unauthorized, "rejected destination_dead"),
            (403, "", "rejected destination_dead"), (404, "", "rejected destination_dead"),
            (404, #"{"error":{"code":"WorkflowNotFound"}}"#, "rejected destination_dead"),
            (410, "", "rejected destination_dead"), (413, "", "rejected refused"),
            (302, "", "retry unavailable"), (429, "", "retry throttled"),
            (408, "", "retry unavailable"), (500, "", "retry unavailable"),
            (502, #"{"error":{"code":"NoResponse"}}"#, "retry unavailable"),
            (503, "<html>", "retry unavailable"),
        ])
    func answers(status: Int, body: String, label: String) async throws {
        let report = try await attempt(try StandIn(status, body))
        #expect(report.outcome.label == label)
        #expect(report.response?["status"]?.intValue == status)
    }

    @Test("the pause is the header's, and the error's code is told")
    func words() async throws {
        let busy = try await attempt(try StandIn(429, "", ["Retry-After": "17"]))
        #expect(busy.outcome.afterMilliseconds == 17_000)
        let unauthorized = try await attempt(try StandIn(401, Self.unauthorized))
        #expect(
            unauthorized.outcome.message
                == "Microsoft Teams answered 401 DirectApiAuthorizationRequired")
        let echo = try await attempt(
            try StandIn(404, #"{"error":{"code":"\#(Parts.secret)"}}"#))
        #expect(echo.outcome.message == "Microsoft Teams answered 404")
    }
}
